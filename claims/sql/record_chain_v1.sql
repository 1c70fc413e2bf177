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

-- Every entry follows the one before it, without a gap, and stands on a review of its own that one
-- person wrote and another approved, whose verdict it gives. The advisory lock (any fixed number, the same in publishing.py)
-- lets one publication happen at a time, so that two cannot take one sequence.
CREATE FUNCTION record_check_entry_v1() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    head record_publication;
    content jsonb := convert_from(NEW.document, 'UTF8')::jsonb;
    retracts boolean := NEW.kind = 'retraction';
    versions integer;
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
    -- Versions count what was published of a claim; a retraction takes the newest one back.
    SELECT count(*) FILTER (WHERE kind <> 'retraction') INTO versions
    FROM record_publication WHERE claim_id = NEW.claim_id;
    IF NEW.version <> versions + (NOT retracts)::int
        OR (NEW.kind = 'publication') <> (versions = 0)
        OR content ->> 'id' <> NEW.claim_id::text
        OR content ->> 'version' <> NEW.version::text
        OR content ->> 'kind' <> NEW.kind
    THEN
        RAISE EXCEPTION 'Entry % is not the next version of claim %.', NEW.sequence, NEW.claim_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'record_version_follows';
    END IF;
    -- One entry for each approved review, and one tombstone for each retracted one.
    IF (
        SELECT count(*) FILTER (WHERE NOT retracts OR review.state = 'retracted')
        FROM claims_review review JOIN claims_claim claim ON claim.id = review.claim_id
        WHERE claim.public_id = NEW.claim_id
          AND review.state IN ('published', 'superseded', 'retracted')
    ) <= (
        SELECT count(*) FROM record_publication
        WHERE claim_id = NEW.claim_id AND (kind = 'retraction') = retracts
    ) OR NOT EXISTS (
        SELECT FROM claims_review review
        JOIN claims_claim claim ON claim.id = review.claim_id
        JOIN claims_rating rating ON rating.id = review.rating_id
        WHERE claim.public_id = NEW.claim_id
          AND review.state = CASE WHEN retracts THEN 'retracted' ELSE 'published' END
          AND review.author_id <> review.reviewer_id
          AND review.approved_digest <> ''
          AND (retracts OR (
              content ->> 'text' = claim.text
              AND content #>> '{rating,key}' = rating.key
              AND content ->> 'title' = review.title
              AND content ->> 'explanation' = review.explanation
          ))
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

-- The tables beside the record only grow, too. A row may be ended, once; and what is served of it
-- may be written anew (verify_record holds that against the record).
CREATE FUNCTION record_keep_row_v1() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    movable text[] := ARRAY['ended_at', 'body'];
BEGIN
    IF TG_OP = 'UPDATE'
        AND to_jsonb(OLD) - movable = to_jsonb(NEW) - movable
        AND (OLD.ended_at IS NULL OR OLD.ended_at = NEW.ended_at)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% on % is refused: what was published is not changed.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'append_only', TABLE = TG_TABLE_NAME;
END
$$;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON record_claim
    FOR EACH ROW EXECUTE FUNCTION record_keep_row_v1();
ALTER TABLE record_claim ENABLE ALWAYS TRIGGER append_only;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON record_contradiction
    FOR EACH ROW EXECUTE FUNCTION record_keep_row_v1();
ALTER TABLE record_contradiction ENABLE ALWAYS TRIGGER append_only;
