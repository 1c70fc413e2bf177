-- Whoever queues claims takes the lock of publishing first, and only then looks for claims that are
-- published. The first versions looked, and waited for the lock afterwards: a claim that was being
-- published meanwhile was in nobody's sight.
CREATE FUNCTION source_rereview_v2() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(722301);
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

CREATE OR REPLACE TRIGGER rereview AFTER UPDATE ON claims_source
    FOR EACH ROW
    WHEN (NEW.unreliable_at IS NOT NULL AND OLD.unreliable_at IS DISTINCT FROM NEW.unreliable_at)
    EXECUTE FUNCTION source_rereview_v2();

CREATE FUNCTION article_rereview_v2() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(722301);
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

CREATE OR REPLACE TRIGGER rereview AFTER UPDATE ON claims_article
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
    EXECUTE FUNCTION article_rereview_v2();

-- What fell after the approval and does not stop the publication: its approver did not know it, so
-- the claim is looked at again as soon as it is public.
CREATE FUNCTION published_rereview_v1() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    review claims_review := (
        SELECT review FROM claims_review AS review JOIN claims_claim AS claim
            ON claim.id = review.claim_id
        WHERE claim.public_id = NEW.claim_id AND review.state = 'published'
    );
    approved timestamptz := (
        SELECT max(at) FROM claims_transition
        WHERE review_id = review.id AND action = 'approve'
    );
    fallen record;
BEGIN
    FOR fallen IN
        SELECT DISTINCT source.id, source.unreliable_reason
        FROM claims_evidence AS evidence JOIN claims_source AS source
            ON source.id = evidence.source_id
        WHERE evidence.review_id = review.id AND source.unreliable_at >= approved
    LOOP
        PERFORM rereview_queue_v1(
            ARRAY[review.claim_id], 'source', fallen.unreliable_reason, source => fallen.id);
    END LOOP;
    FOR fallen IN
        SELECT article.id, concat_ws('; ',
            CASE WHEN article.changed_at >= approved THEN article.changed_note END,
            CASE WHEN another THEN 'changed after the approval' END) AS detail
        FROM claims_article AS article
        CROSS JOIN LATERAL (
            SELECT * FROM history_article
            WHERE id = article.id AND pgh_created_at < approved
            ORDER BY pgh_id DESC LIMIT 1
        ) AS was
        CROSS JOIN LATERAL (
            SELECT article_changed_v1(was.headline, article.headline)
                OR article_changed_v1(was.author, article.author)
                OR article_changed_v1(was.date_published::text, article.date_published::text)
                OR article_changed_v1(was.url, article.url)
                OR article_changed_v1(was.text, article.text)
                OR article_changed_v1(was.text_sha256, article.text_sha256) AS another
        ) AS difference
        WHERE article.id IN (
            SELECT article_id FROM claims_appearance WHERE claim_id = review.claim_id
            UNION
            SELECT source.article_id
            FROM claims_evidence AS evidence JOIN claims_source AS source
                ON source.id = evidence.source_id
            WHERE evidence.review_id = review.id
        ) AND (another OR article.changed_at >= approved)
    LOOP
        PERFORM rereview_queue_v1(
            ARRAY[review.claim_id], 'article', fallen.detail, article => fallen.id);
    END LOOP;
    RETURN NULL;
END
$$;

CREATE TRIGGER rereview_itself AFTER INSERT ON record_publication
    FOR EACH ROW WHEN (NEW.kind <> 'retraction')
    EXECUTE FUNCTION published_rereview_v1();

DROP FUNCTION source_rereview_v1();
DROP FUNCTION article_rereview_v1();
ALTER TABLE claims_source ENABLE ALWAYS TRIGGER rereview;
ALTER TABLE claims_article ENABLE ALWAYS TRIGGER rereview;
ALTER TABLE record_publication ENABLE ALWAYS TRIGGER rereview_itself;
