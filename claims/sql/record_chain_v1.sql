-- The hash chain of the record. claims/record/chain.py says the same in Python; a test holds the
-- two together. What is hashed: eight lines joined by a line feed, in UTF-8.
CREATE FUNCTION record_digest_v1(entry record_publication) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT encode(sha256(convert_to(concat_ws(E'\n',
        entry.previous_digest,
        entry.sequence,
        entry.claim_id,
        entry.version,
        entry.kind,
        to_char(entry.published_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        encode(sha256(convert_to(entry.note, 'UTF8')), 'hex'),
        encode(sha256(entry.document), 'hex')
    ), 'UTF8')), 'hex')
$$;

-- Every entry follows the one before it, without a gap, and stands on a review that one person
-- wrote and another approved. The advisory lock (any fixed number, the same in publishing.py)
-- lets one publication happen at a time, so that two cannot take one sequence.
CREATE FUNCTION record_check_entry_v1() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    head record_publication;
BEGIN
    PERFORM pg_advisory_xact_lock(722301);
    SELECT * INTO head FROM record_publication ORDER BY sequence DESC LIMIT 1;
    IF NEW.sequence <> coalesce(head.sequence, 0) + 1 THEN
        RAISE EXCEPTION 'Sequence % does not follow %.', NEW.sequence, coalesce(head.sequence, 0)
            USING ERRCODE = 'check_violation', CONSTRAINT = 'record_sequence_gapless';
    END IF;
    IF NEW.previous_digest <> coalesce(head.digest, repeat('0', 64))
        OR NEW.digest <> record_digest_v1(NEW) OR NEW.published_at < head.published_at
    THEN
        RAISE EXCEPTION 'Entry % does not continue the chain.', NEW.sequence
            USING ERRCODE = 'check_violation', CONSTRAINT = 'record_chain_continues';
    END IF;
    IF NOT EXISTS (
        SELECT FROM claims_review review JOIN claims_claim claim ON claim.id = review.claim_id
        WHERE claim.public_id = NEW.claim_id
          AND review.state = CASE NEW.kind WHEN 'retraction' THEN 'retracted' ELSE 'published' END
          AND review.author_id <> review.reviewer_id
          AND review.approved_digest <> ''
    ) THEN
        RAISE EXCEPTION 'Claim % has no review that one person wrote and another approved.',
            NEW.claim_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'record_two_people';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER check_entry BEFORE INSERT ON record_publication
    FOR EACH ROW EXECUTE FUNCTION record_check_entry_v1();
ALTER TABLE record_publication ENABLE ALWAYS TRIGGER check_entry;
