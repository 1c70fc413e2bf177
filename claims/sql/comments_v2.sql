-- What was seen stays seen, and when; and a mention keeps its number.
CREATE TRIGGER seen_once BEFORE UPDATE ON claims_commentmention
    FOR EACH ROW WHEN (OLD.seen_at IS NOT NULL OR OLD.id <> NEW.id)
    EXECUTE FUNCTION refuse_change_v1();
