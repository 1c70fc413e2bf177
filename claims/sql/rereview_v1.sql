-- Re-review: what a published verdict depends on has changed, so the claim is looked at again.
-- By triggers, so that a fixture, a bulk update or psql puts claims into the queue as well, and
-- always in the transaction of the cause. A claim that waits for the same cause waits once.
CREATE FUNCTION rereview_queue_v1(
    claims bigint[], why text, detail text,
    source bigint DEFAULT NULL, corrected bigint DEFAULT NULL,
    contradiction bigint DEFAULT NULL, article bigint DEFAULT NULL
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    -- The lock of publishing: a claim that is being published meanwhile is public, or waits for us.
    PERFORM pg_advisory_xact_lock(722301);
    INSERT INTO claims_rereview (
        claim_id, reason, detail, source_id, corrected_id, contradiction_id, article_id,
        outcome, comment
    )
    SELECT DISTINCT review.claim_id, why, rereview_queue_v1.detail, rereview_queue_v1.source,
        rereview_queue_v1.corrected, rereview_queue_v1.contradiction, rereview_queue_v1.article,
        '', ''
    FROM claims_review AS review
    WHERE review.claim_id = ANY (claims) AND review.state = 'published'
    ORDER BY review.claim_id
    ON CONFLICT DO NOTHING;
END
$$;

CREATE FUNCTION source_rereview_v1() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM rereview_queue_v1(
        ARRAY(
            SELECT review.claim_id
            FROM claims_evidence AS evidence JOIN claims_review AS review
                ON review.id = evidence.review_id AND review.state = 'published'
            WHERE evidence.source_id = NEW.id
        ),
        'source', NEW.unreliable_reason, source => NEW.id);
    RETURN NULL;
END
$$;

CREATE TRIGGER rereview AFTER UPDATE ON claims_source
    FOR EACH ROW
    WHEN (NEW.unreliable_at IS NOT NULL AND OLD.unreliable_at IS DISTINCT FROM NEW.unreliable_at)
    EXECUTE FUNCTION source_rereview_v1();

CREATE FUNCTION contradiction_rereview_v1() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.status = NEW.status THEN
        RETURN NULL;
    END IF;
    PERFORM rereview_queue_v1(
        ARRAY[NEW.left_id, NEW.right_id], 'contradiction', NEW.note, contradiction => NEW.id);
    RETURN NULL;
END
$$;

CREATE TRIGGER rereview AFTER INSERT OR UPDATE ON claims_contradiction
    FOR EACH ROW WHEN (NEW.status = 'confirmed')
    EXECUTE FUNCTION contradiction_rereview_v1();

-- What was not known and is filled in, or is no longer kept, is no change of the article.
CREATE FUNCTION article_changed_v1(old text, new text) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(old <> '' AND new <> '' AND old <> new, false)
$$;

CREATE FUNCTION article_rereview_v1() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM rereview_queue_v1(
        ARRAY(
            SELECT claim_id FROM claims_appearance WHERE article_id = NEW.id
            UNION
            SELECT review.claim_id
            FROM claims_source AS source
            JOIN claims_evidence AS evidence ON evidence.source_id = source.id
            JOIN claims_review AS review
                ON review.id = evidence.review_id AND review.state = 'published'
            WHERE source.article_id = NEW.id
        ),
        'article',
        concat_ws('; ',
            CASE WHEN OLD.changed_at IS DISTINCT FROM NEW.changed_at THEN NEW.changed_note END,
            CASE WHEN article_changed_v1(OLD.headline, NEW.headline)
                THEN format('headline: “%s” → “%s”', OLD.headline, NEW.headline) END,
            CASE WHEN article_changed_v1(OLD.author, NEW.author)
                THEN format('author: %s → %s', OLD.author, NEW.author) END,
            CASE WHEN article_changed_v1(OLD.date_published::text, NEW.date_published::text)
                THEN format('published: %s → %s', OLD.date_published, NEW.date_published) END,
            CASE WHEN article_changed_v1(OLD.url, NEW.url) THEN 'another address' END,
            CASE WHEN article_changed_v1(OLD.text, NEW.text)
                OR article_changed_v1(OLD.text_sha256, NEW.text_sha256) THEN 'another text' END
        ),
        article => NEW.id);
    RETURN NULL;
END
$$;

CREATE TRIGGER rereview AFTER UPDATE ON claims_article
    FOR EACH ROW
    WHEN (
        NEW.changed_at IS NOT NULL AND OLD.changed_at IS DISTINCT FROM NEW.changed_at
        OR article_changed_v1(OLD.headline, NEW.headline)
        OR article_changed_v1(OLD.author, NEW.author)
        OR article_changed_v1(OLD.date_published::text, NEW.date_published::text)
        OR article_changed_v1(OLD.url, NEW.url)
        OR article_changed_v1(OLD.text, NEW.text)
        OR article_changed_v1(OLD.text_sha256, NEW.text_sha256)
    )
    EXECUTE FUNCTION article_rereview_v1();

-- A verdict is corrected or withdrawn: the claims that have a contradiction with it.
CREATE FUNCTION publication_rereview_v1() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    subject bigint := (SELECT id FROM claims_claim WHERE public_id = NEW.claim_id);
BEGIN
    PERFORM rereview_queue_v1(
        ARRAY(
            SELECT CASE left_id WHEN subject THEN right_id ELSE left_id END
            FROM claims_contradiction
            WHERE status <> 'dismissed' AND subject IN (left_id, right_id)
        ),
        'verdict', NEW.note, corrected => subject);
    RETURN NULL;
END
$$;

CREATE TRIGGER rereview AFTER INSERT ON record_publication
    FOR EACH ROW WHEN (NEW.kind IN ('correction', 'retraction'))
    EXECUTE FUNCTION publication_rereview_v1();

-- A correction that is begun, or a retraction, answers all that the claim waits for, whoever takes
-- the step and where. If that correction is declined, the claim waits again.
CREATE FUNCTION transition_rereview_v1() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    moved claims_review := (SELECT review FROM claims_review AS review WHERE id = NEW.review_id);
BEGIN
    IF NEW.action IN ('correct', 'retract') THEN
        UPDATE claims_rereview
        SET done_at = statement_timestamp(), done_by_id = NEW.actor_id, comment = NEW.comment,
            outcome = CASE NEW.action WHEN 'correct' THEN 'correction' ELSE 'retraction' END
        WHERE claim_id = moved.claim_id AND done_at IS NULL;
    ELSIF moved.version > 1 THEN
        UPDATE claims_rereview AS waiting
        SET done_at = NULL, done_by_id = NULL, comment = '', outcome = ''
        WHERE claim_id = moved.claim_id AND outcome = 'correction'
          AND done_at >= moved.created_at
          AND NOT EXISTS (
              SELECT FROM claims_rereview AS other
              WHERE other.claim_id = waiting.claim_id AND other.done_at IS NULL
                AND (other.source_id, other.corrected_id, other.contradiction_id, other.article_id)
                    IS NOT DISTINCT FROM
                    (waiting.source_id, waiting.corrected_id, waiting.contradiction_id,
                     waiting.article_id)
          );
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER rereview AFTER INSERT ON claims_transition
    FOR EACH ROW WHEN (NEW.action IN ('correct', 'retract', 'decline'))
    EXECUTE FUNCTION transition_rereview_v1();

-- Why a claim waits stays as it was; rows are answered, not deleted.
CREATE FUNCTION rereview_keep_cause_v1() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on % is refused: why a claim waits stays.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'append_only', TABLE = TG_TABLE_NAME;
END
$$;

CREATE TRIGGER keep_row BEFORE DELETE ON claims_rereview
    FOR EACH ROW EXECUTE FUNCTION rereview_keep_cause_v1();
CREATE TRIGGER keep_cause BEFORE UPDATE ON claims_rereview
    FOR EACH ROW
    WHEN ((OLD.claim_id, OLD.reason, OLD.source_id, OLD.corrected_id, OLD.contradiction_id,
           OLD.article_id, OLD.detail, OLD.since)
          IS DISTINCT FROM
          (NEW.claim_id, NEW.reason, NEW.source_id, NEW.corrected_id, NEW.contradiction_id,
           NEW.article_id, NEW.detail, NEW.since))
    EXECUTE FUNCTION rereview_keep_cause_v1();

-- Who wrote what will be published of a contact with the claimant is a writer of the review.
CREATE FUNCTION review_two_people_reply_v1() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM history_replyrequest
        WHERE claim_id = NEW.claim_id AND written_by_id = NEW.reviewer_id AND public
          AND pgh_created_at > coalesce((
              SELECT max(entry.published_at)
              FROM record_publication AS entry JOIN claims_claim AS claim
                  ON claim.public_id = entry.claim_id
              WHERE claim.id = NEW.claim_id
          ), '-infinity')
    ) THEN
        RAISE EXCEPTION 'Who wrote a contact of review % may not approve it.', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'review_two_people_reply';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER two_people_reply BEFORE UPDATE ON claims_review
    FOR EACH ROW WHEN (NEW.state = 'approved' AND OLD.state <> 'approved')
    EXECUTE FUNCTION review_two_people_reply_v1();

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['claims_source', 'claims_contradiction', 'claims_article',
                                'record_publication', 'claims_transition'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER rereview', name);
    END LOOP;
    FOR name IN
        SELECT tablename FROM pg_tables
        WHERE schemaname = current_schema()
          AND tablename ~ '^(claims|history)_(rereview|replyrequest|decisionevidence)$'
    LOOP
        EXECUTE format(
            'CREATE OR REPLACE TRIGGER no_truncate BEFORE TRUNCATE ON %I
             FOR EACH STATEMENT EXECUTE FUNCTION refuse_truncate_v1()', name);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER no_truncate', name);
    END LOOP;
END
$$;
