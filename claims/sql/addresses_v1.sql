-- When two addresses lead to the same document: what is left without the scheme, “www.”, a standard
-- port, the fragment (but “#!…” and “#/…”, which are pages), a slash at the end, and the
-- parameters by which senders of links count clicks; the other parameters in one order.
-- Two indexes stand on it: never edit it, make a v2.
CREATE FUNCTION address_key_v1(address text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
    SELECT coalesce(
        regexp_replace(regexp_replace(lower(parts[1]), '^www\.', ''), ':(80|443)$', '')
        || regexp_replace(parts[2], '/+$', '')
        || coalesce((
            SELECT '?' || string_agg(parameter, '&' ORDER BY parameter COLLATE "C")
            FROM regexp_split_to_table(parts[3], '&') AS parameter
            WHERE parameter <> '' AND parameter !~* ('^(utm_[a-z_]*|fbclid|gclid|gbraid|wbraid|dclid'
                || '|msclkid|yclid|twclid|igshid|mc_cid|mc_eid|_ga|_gl|ref_src)(=|$)')
        ), '')
        || coalesce(substring(parts[4] FROM '^#[!/].*'), ''),
        address
    )
    FROM regexp_match(
        address, '^\s*[A-Za-z][A-Za-z0-9+.-]*://(?:[^/?#]*@)?([^/?#]*)([^?#]*)(?:\?([^#]*))?(#.*?)?\s*$'
    ) AS parts
$$;
