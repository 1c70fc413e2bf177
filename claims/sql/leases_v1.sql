-- Takes or renews the lease of a review, in one statement: of two people who come at once, one gets
-- it and the other is told who. Returns the lease that holds now.
CREATE OR REPLACE FUNCTION lease_v1(of_review bigint, by_user bigint, lasts interval)
RETURNS SETOF claims_lease LANGUAGE plpgsql AS $$
DECLARE
    moment timestamptz := clock_timestamp();
BEGIN
    RETURN QUERY
        INSERT INTO claims_lease AS held (review_id, holder_id, since, until)
        VALUES (of_review, by_user, moment, moment + lasts)
        ON CONFLICT (review_id) DO UPDATE SET
            holder_id = excluded.holder_id,
            since = CASE WHEN held.holder_id = excluded.holder_id AND held.until > moment
                         THEN held.since ELSE excluded.since END,
            until = excluded.until
        WHERE held.holder_id = excluded.holder_id OR held.until <= moment
        RETURNING held.*;
    IF NOT FOUND THEN
        -- A statement of its own: it sees what the other one has committed meanwhile.
        RETURN QUERY SELECT * FROM claims_lease WHERE review_id = of_review;
    END IF;
END
$$;
