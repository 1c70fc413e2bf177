-- Fills a scratch database with claims, each published once: at the desk, where the stock peer
-- reads, and in the record, where the others do. Made of syllables: nothing here is anybody's claim.
-- Triggers are put aside: nothing is read here that they make, but for words and what search needs.
-- Run once; reading_fill_chunk.sql then makes the claims, in several sessions at a time.
SET synchronous_commit = off;
CREATE SCHEMA bench;

-- Word n of 8,192 stands in fewer texts than word n - 1.
CREATE FUNCTION bench.word(n integer) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT ('{ba,cor,den,fil,gan,hur,jol,kem}'::text[])[1 + (n & 7)]
        || ('{lor,mis,nat,pel,quo,ras,tem,vin}'::text[])[1 + (n >> 3 & 7)]
        || ('{al,eb,ic,od,ut,im,af,op}'::text[])[1 + (n >> 6 & 7)]
        || ('{um,ex,in,ov,ar,esk,ol,ind,ak,un,or,ip,at,om,ul,eg}'::text[])[1 + (n >> 9 & 15)]
$$;
CREATE FUNCTION bench.say(number integer, seed bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT string_agg(bench.word(
        floor(8191 * ((hashint8extended(seed * 64 + n, 7) & 65535) / 65536.0) ^ 3)::integer), ' ')
    FROM generate_series(1, number) AS n
$$;

-- Texts are made of so many phrases of four words: making each word of each text took most of the time.
CREATE UNLOGGED TABLE bench.phrase AS
SELECT n, bench.say(4, n) AS words FROM generate_series(0, %(phrases)s - 1) AS n;
ALTER TABLE bench.phrase ADD PRIMARY KEY (n);
CREATE FUNCTION bench.phrase(seed bigint) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT words FROM bench.phrase WHERE n = (hashint8extended(seed, 7) & 1073741823) %% %(phrases)s
$$;

-- How each explanation begins; read once, as reading it for each took a third of the time.
CREATE FUNCTION bench.beginning() RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT repeat('The tables of the ministry show another number. ', 8)
$$;
CREATE FUNCTION bench.beginning_vector() RETURNS tsvector LANGUAGE sql IMMUTABLE AS $$
    SELECT setweight(to_tsvector('factcheck_english', bench.beginning()), 'C')
$$;
CREATE FUNCTION bench.verdict(id bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT ('{false,false,false,false,mostly-false,mostly-false,mixture,true,true,unproven}'::text[])[1 + id %% 10]
$$;

INSERT INTO claims_publisher (id, name, site, same_as)
SELECT g, 'Publisher ' || g, 'publisher-' || g || '.example.org', '' FROM generate_series(1, 100) AS g;
INSERT INTO claims_claimant (id, key, kind, name, job_title, same_as)
SELECT g, 'claimant-' || g, 'person', 'Claimant ' || g, '', '' FROM generate_series(1, 1000) AS g;
INSERT INTO claims_article (id, key, publisher_id, url, headline, author, date_published, in_language, text,
    text_sha256, changed_note)
SELECT g, 'article-' || g, 1 + g %% 100, 'https://example.org/articles/' || g, bench.say(6, g), '',
    date '2026-01-01' - g, 'en', '', '', ''
FROM generate_series(1, 1000) AS g;
INSERT INTO claims_source (id, url, title, publisher_id, source_type, archived_url, origin_group, unreliable_reason)
SELECT g, 'https://example.org/documents/' || g, bench.say(5, g), 1 + g %% 100, 'primary', '', '', ''
FROM generate_series(1, 2000) AS g;
INSERT INTO record_word (word, lexeme)
SELECT bench.word(n), (ts_lexize('english_stem', bench.word(n)))[1] FROM generate_series(0, 8191) AS n;
ANALYZE bench.phrase;
