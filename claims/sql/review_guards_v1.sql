-- What the database holds about reviews, whoever asks: the application, a command or psql.
-- The pairs of states are those of claims/desk/review/states.py; a test holds the two together.
CREATE FUNCTION review_check_move_v1() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state NOT IN ('new', 'in_review') THEN
            RAISE EXCEPTION 'A review starts as new or in review, not as %.', NEW.state
                USING ERRCODE = 'check_violation', CONSTRAINT = 'review_starts_open';
        END IF;
        IF NEW.state = 'new' AND (NEW.rating_id IS NOT NULL OR NEW.title || NEW.explanation
            || NEW.single_source_reason || NEW.correction_note <> '')
        THEN
            RAISE EXCEPTION 'A new review has no content yet: take it first.'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'review_content_fixed';
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.claim_id <> OLD.claim_id OR NEW.version <> OLD.version THEN
        RAISE EXCEPTION 'A review stays with its claim and its version.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'review_identity_fixed';
    END IF;
    IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
        ('new', 'in_review'), ('new', 'declined'),
        ('in_review', 'submitted'), ('in_review', 'declined'),
        ('returned', 'in_review'), ('returned', 'submitted'), ('returned', 'declined'),
        ('submitted', 'returned'), ('submitted', 'approved'),
        ('approved', 'published'), ('approved', 'returned'),
        ('published', 'superseded'), ('published', 'retracted'),
        ('declined', 'new')
    ) THEN
        RAISE EXCEPTION 'A review does not go from % to %.', OLD.state, NEW.state
            USING ERRCODE = 'check_violation', CONSTRAINT = 'review_known_move';
    END IF;
    IF OLD.state NOT IN ('in_review', 'returned') AND
        (NEW.rating_id, NEW.title, NEW.explanation, NEW.as_of,
         NEW.single_source_reason, NEW.correction_note)
        IS DISTINCT FROM
        (OLD.rating_id, OLD.title, OLD.explanation, OLD.as_of,
         OLD.single_source_reason, OLD.correction_note)
        OR OLD.state NOT IN ('new', 'in_review', 'returned', 'declined')
        AND NEW.author_id IS DISTINCT FROM OLD.author_id
    THEN
        RAISE EXCEPTION 'Review % is %: its content is fixed.', OLD.id, OLD.state
            USING ERRCODE = 'check_violation', CONSTRAINT = 'review_content_fixed';
    END IF;
    IF (NEW.reviewer_id, NEW.approved_digest) IS DISTINCT FROM (OLD.reviewer_id, OLD.approved_digest)
        AND NOT (OLD.state = 'submitted' AND NEW.state = 'approved')
        AND NOT (NEW.state = 'returned' AND NEW.reviewer_id IS NULL AND NEW.approved_digest = '')
    THEN
        RAISE EXCEPTION 'The approval of review % is given with the step to approved.', OLD.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'review_approval_fixed';
    END IF;
    IF NEW.state = 'approved' AND EXISTS (
        SELECT FROM claims_evidence
        WHERE review_id = NEW.id AND added_by_id = NEW.reviewer_id
    ) THEN
        RAISE EXCEPTION 'Who added evidence to review % may not approve it.', OLD.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'review_two_people_evidence';
    END IF;
    -- Everybody who ever held it while it was written counts as a writer, as history remembers.
    IF NEW.state = 'approved' AND EXISTS (
        SELECT FROM history_review
        WHERE id = NEW.id AND author_id = NEW.reviewer_id AND state <> 'new'
    ) THEN
        RAISE EXCEPTION 'Who wrote review % may not approve it.', OLD.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'review_two_people';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER check_move BEFORE INSERT OR UPDATE ON claims_review
    FOR EACH ROW EXECUTE FUNCTION review_check_move_v1();

CREATE FUNCTION review_refuse_delete_v1() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'new' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'Review % has begun: it is declined or retracted, not deleted.', OLD.id
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'review_not_deleted';
END
$$;

CREATE TRIGGER refuse_delete BEFORE DELETE ON claims_review
    FOR EACH ROW EXECUTE FUNCTION review_refuse_delete_v1();

-- Evidence changes only while its review may be edited. FOR SHARE waits for a step in progress.
CREATE FUNCTION evidence_check_review_v1() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    row claims_evidence := CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
BEGIN
    PERFORM FROM claims_review
    WHERE id = row.review_id AND state IN ('in_review', 'returned')
    FOR SHARE;
    IF NOT FOUND OR (TG_OP = 'UPDATE' AND NEW.review_id <> OLD.review_id) THEN
        RAISE EXCEPTION 'The evidence of review % is fixed.', row.review_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'evidence_fixed';
    END IF;
    RETURN row;
END
$$;

CREATE TRIGGER check_review BEFORE INSERT OR UPDATE OR DELETE ON claims_evidence
    FOR EACH ROW EXECUTE FUNCTION evidence_check_review_v1();

-- A claim whose review waits for approval or publication stays as it was read.
CREATE FUNCTION claim_check_review_v1() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM claims_review
        WHERE claim_id = OLD.id AND state IN ('submitted', 'approved')
    ) THEN
        RAISE EXCEPTION 'Claim % is being approved: return its review before changing it.', OLD.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'claim_fixed_while_approved';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER check_review BEFORE UPDATE ON claims_claim
    FOR EACH ROW
    WHEN ((OLD.public_id, OLD.text, OLD.claimant_id, OLD.claimant_unknown, OLD.claim_date,
           OLD.in_language, OLD.topics, OLD.subject, OLD.property, OLD.value, OLD.unit,
           OLD.valid_from, OLD.valid_to)
          IS DISTINCT FROM
          (NEW.public_id, NEW.text, NEW.claimant_id, NEW.claimant_unknown, NEW.claim_date,
           NEW.in_language, NEW.topics, NEW.subject, NEW.property, NEW.value, NEW.unit,
           NEW.valid_from, NEW.valid_to))
    EXECUTE FUNCTION claim_check_review_v1();

-- Neither do its passages.
CREATE FUNCTION appearance_check_review_v1() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    row claims_appearance := CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
BEGIN
    -- Waits for a step in progress, and then sees where it led.
    PERFORM FROM claims_review
    WHERE claim_id = row.claim_id
      AND state IN ('new', 'in_review', 'returned', 'submitted', 'approved')
    FOR SHARE;
    IF (TG_OP <> 'UPDATE' OR OLD IS DISTINCT FROM NEW) AND EXISTS (
        SELECT FROM claims_review
        WHERE claim_id = row.claim_id AND state IN ('submitted', 'approved')
    ) THEN
        RAISE EXCEPTION 'Claim % is being approved: return its review before changing it.',
            row.claim_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'claim_fixed_while_approved';
    END IF;
    RETURN row;
END
$$;

CREATE TRIGGER check_review BEFORE INSERT OR UPDATE OR DELETE ON claims_appearance
    FOR EACH ROW EXECUTE FUNCTION appearance_check_review_v1();

-- Links to a published claim must not die: its identity and its address stay.
CREATE FUNCTION claim_keep_address_v1() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM record_publication WHERE claim_id = OLD.public_id) THEN
        RAISE EXCEPTION 'Claim % is published: its id and its slug stay as they are.', OLD.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'claim_address_fixed';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER keep_address BEFORE UPDATE ON claims_claim
    FOR EACH ROW
    WHEN ((OLD.public_id, OLD.slug) IS DISTINCT FROM (NEW.public_id, NEW.slug))
    EXECUTE FUNCTION claim_keep_address_v1();

-- However a claim comes in (form, fixture, COPY), the desk gets a new review of it.
CREATE FUNCTION claim_open_review_v1() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO claims_review (claim_id, version, state, title, explanation,
                               single_source_reason, correction_note, approved_digest)
    SELECT id, 1, 'new', '', '', '', '', '' FROM new_claims;
    RETURN NULL;
END
$$;

CREATE TRIGGER open_review AFTER INSERT ON claims_claim
    REFERENCING NEW TABLE AS new_claims
    FOR EACH STATEMENT EXECUTE FUNCTION claim_open_review_v1();
