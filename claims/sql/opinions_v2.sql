-- A correction begins as a copy of the version before it: who wrote any version of a claim is not
-- blind to the others.
CREATE FUNCTION claim_written_by_v1(claim bigint, person bigint) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM claims_review AS review
        WHERE review.claim_id = claim AND review_written_by_v1(review.id, person)
    )
$$;

-- After check_blind, which has locked the claim: triggers fire in the order of their names.
CREATE FUNCTION assessment_check_versions_v1() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF claim_written_by_v1(
        (SELECT claim_id FROM claims_review WHERE id = NEW.review_id), NEW.assessor_id
    ) THEN
        RAISE EXCEPTION 'Who wrote another version of review % may not assess it.', NEW.review_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'assessment_blind';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER check_versions BEFORE INSERT ON claims_assessment
    FOR EACH ROW EXECUTE FUNCTION assessment_check_versions_v1();
