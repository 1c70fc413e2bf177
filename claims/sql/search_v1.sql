-- How published claims are searched: English stems, accents forgiven.
CREATE TEXT SEARCH CONFIGURATION factcheck_english (COPY = pg_catalog.english);
ALTER TEXT SEARCH CONFIGURATION factcheck_english
    ALTER MAPPING FOR hword, hword_part, word WITH unaccent, english_stem;
