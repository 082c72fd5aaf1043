-- What an opened nonconformance counts for, on the day that each number is of. One without a cause has the empty code.
CREATE FUNCTION quality.counts_of_nonconformances(ids uuid[])
RETURNS TABLE (id uuid, supplier_id uuid, process_id uuid, measure text, code text, unit text, since date, value numeric)
LANGUAGE sql STABLE AS $$
WITH record AS (
    SELECT one.*, (one.opened_at AT TIME ZONE 'UTC')::date AS opened_on, (one.closed_at AT TIME ZONE 'UTC')::date AS closed_on,
        (one.detected_at AT TIME ZONE 'UTC')::date AS detected_on, (one.stage_since AT TIME ZONE 'UTC')::date AS moved_on,
        one.status NOT IN ('closed', 'cancelled') AS ongoing
    FROM unnest(ids) AS given (id) CROSS JOIN LATERAL (
        SELECT * FROM quality.nonconformances one WHERE one.id = given.id AND one.status <> 'draft' OFFSET 0
    ) AS one
), cause AS (
    SELECT record.id, record.detected_on, record.severity, record.quantity_affected, record.unit, named.code
    FROM record CROSS JOIN LATERAL (
        SELECT coalesce(max(part.code), '') AS code FROM quality.nonconformance_causes part
        WHERE part.nonconformance_id = record.id GROUP BY part.code
        UNION ALL
        SELECT '' WHERE NOT EXISTS (
            SELECT FROM quality.nonconformance_causes part WHERE part.nonconformance_id = record.id)
    ) AS named
    WHERE record.status <> 'cancelled'
), cost AS (
    SELECT record.id, entry.category, entry.currency, entry.amount, entry.disposition_id,
        (entry.created_at AT TIME ZONE 'UTC')::date AS entered_on
    FROM record CROSS JOIN LATERAL (
        SELECT * FROM quality.nonconformance_costs entry WHERE entry.nonconformance_id = record.id OFFSET 0
    ) AS entry
), said AS (
    SELECT record.id, one.measure, one.code, '' AS unit, one.since, 1 AS value
    FROM record CROSS JOIN LATERAL (VALUES
        ('status', record.status::text, '-infinity'::date),
        (CASE WHEN record.ongoing THEN 'stage' END, record.status, record.opened_on),
        (CASE WHEN record.ongoing THEN 'severity' END, record.severity, '-infinity'),
        ('opened', '', record.opened_on),
        (CASE WHEN record.status = 'closed' THEN 'closed' END, '', record.closed_on),
        (CASE WHEN record.status = 'closed' AND record.recurrence_of_id IS NOT NULL THEN 'recurred' END, '',
            record.closed_on),
        (CASE WHEN record.status = 'cancelled' AND record.opened_on IS NOT NULL THEN 'cancelled' END, '', record.moved_on)
    ) AS one (measure, code, since)
    UNION ALL
    SELECT cause.id, one.measure, cause.code, one.unit, cause.detected_on, one.value
    FROM cause CROSS JOIN LATERAL (VALUES
        ('cause', '', 1),
        ('cause_severity', '', CASE cause.severity WHEN 'critical' THEN 9 WHEN 'major' THEN 3 ELSE 1 END),
        (CASE WHEN cause.quantity_affected > 0 THEN 'cause_quantity' END, cause.unit, cause.quantity_affected)
    ) AS one (measure, unit, value)
    UNION ALL
    SELECT cause.id, 'cause_cost', cause.code, cost.currency, cause.detected_on, cost.amount
    FROM cause JOIN cost USING (id)
    UNION ALL
    SELECT cost.id, one.measure, one.code, cost.currency, cost.entered_on, one.value
    FROM cost LEFT JOIN quality.dispositions way ON way.id = cost.disposition_id CROSS JOIN LATERAL (VALUES
        ('cost', cost.category::text, cost.amount),
        ('cost_entries', cost.category, 1),
        ('disposed_cost', coalesce(way.kind, ''), cost.amount)
    ) AS one (measure, code, value)
)
SELECT record.id, record.supplier_id, record.process_id, said.measure, said.code, said.unit, said.since, sum(said.value)
FROM said JOIN record USING (id)
WHERE said.measure IS NOT NULL AND said.since IS NOT NULL
GROUP BY 1, 2, 3, 4, 5, 6, 7 HAVING sum(said.value) <> 0
$$;

-- What was touched counts for now, and what was counted of it, taken back. Its plans are kept, and must serve one
-- nonconformance as well as thousands: every row is looked up by its index.
CREATE FUNCTION quality.differences()
RETURNS TABLE (id uuid, supplier_id uuid, process_id uuid, measure text, code text, unit text, since date, value numeric,
    now boolean)
LANGUAGE plpgsql STABLE SET datestyle = 'ISO' SET plan_cache_mode = 'force_generic_plan'
    SET enable_nestloop = on SET enable_seqscan = off SET enable_bitmapscan = off AS $$
DECLARE
    ids uuid[] := ARRAY(SELECT DISTINCT note.nonconformance_id FROM quality.touched note);
BEGIN
    RETURN QUERY
    SELECT said.*, true FROM quality.counts_of_nonconformances(ids) AS said
    UNION ALL
    SELECT kept.id, kept.supplier_id, kept.process_id, part.key::json ->> 0, part.key::json ->> 1, part.key::json ->> 2,
        (part.key::json ->> 3)::date, -part.value::numeric, false
    FROM unnest(ids) AS given (id) CROSS JOIN LATERAL (
        SELECT * FROM quality.counted kept WHERE kept.id = given.id OFFSET 0
    ) AS kept
    CROSS JOIN LATERAL jsonb_each_text(kept.counts) AS part;
END
$$;

-- Where a nonconformance is counted: in all, in those of its supplier, of its process, and of both.
CREATE FUNCTION quality.slices(supplier_id uuid, process_id uuid) RETURNS TABLE (supplier_id uuid, process_id uuid)
LANGUAGE sql IMMUTABLE AS $$
SELECT DISTINCT supplier, process
FROM unnest(ARRAY[uuid '00000000-0000-0000-0000-000000000000', $1]) AS supplier,
    unnest(ARRAY[uuid '00000000-0000-0000-0000-000000000000', $2]) AS process
WHERE supplier IS NOT NULL AND process IS NOT NULL
$$;

-- Every number as it has changed since the counters were last brought up to date.
CREATE FUNCTION quality.changes_of_counts()
RETURNS TABLE (supplier_id uuid, process_id uuid, measure text, since date, code text, unit text, value numeric)
LANGUAGE sql STABLE AS $$
SELECT slice.supplier_id, slice.process_id, one.measure, one.since, one.code, one.unit, sum(one.value)
FROM quality.differences() AS one CROSS JOIN LATERAL quality.slices(one.supplier_id, one.process_id) AS slice
GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(one.value) <> 0
$$;

-- Takes what was touched into the counters of the organisation that is set: one statement, so that what somebody commits
-- meanwhile is either all in it or left for the next time. Only one at a time: hold a lock before.
CREATE FUNCTION quality.fold_counts() RETURNS bigint LANGUAGE sql AS $$
WITH difference AS MATERIALIZED (
    SELECT * FROM quality.differences()
), kept AS (
    INSERT INTO quality.counted (id, supplier_id, process_id, counts)
    SELECT id, (array_agg(supplier_id) FILTER (WHERE now))[1], (array_agg(process_id) FILTER (WHERE now))[1],
        coalesce(jsonb_object_agg(json_build_array(measure, code, unit, since::text)::text, value) FILTER (WHERE now), '{}')
    FROM difference GROUP BY id
    ON CONFLICT ON CONSTRAINT pk_counted DO UPDATE
    SET supplier_id = excluded.supplier_id, process_id = excluded.process_id, counts = excluded.counts
), done AS (
    DELETE FROM quality.touched RETURNING 1
), totals AS (
    INSERT INTO quality.counters AS total (supplier_id, process_id, measure, since, code, unit, value)
    SELECT slice.supplier_id, slice.process_id, one.measure, one.since, one.code, one.unit, sum(one.value)
    FROM difference one CROSS JOIN LATERAL quality.slices(one.supplier_id, one.process_id) AS slice
    GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(one.value) <> 0
    ON CONFLICT ON CONSTRAINT pk_counters DO UPDATE SET value = total.value + excluded.value
)
SELECT count(*) FROM done
$$;

-- Who writes only notes what of: a note is a row of its own, so that nobody waits for another.
CREATE FUNCTION quality.touch_itself() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO quality.touched (org_id, nonconformance_id) SELECT org_id, id FROM changed;
    RETURN NULL;
END
$$;

CREATE FUNCTION quality.touch_nonconformance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO quality.touched (org_id, nonconformance_id) SELECT DISTINCT org_id, nonconformance_id FROM changed;
    RETURN NULL;
END
$$;

CREATE TRIGGER touch_insert AFTER INSERT ON quality.nonconformances REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION quality.touch_itself();

CREATE TRIGGER touch_update AFTER UPDATE ON quality.nonconformances REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION quality.touch_itself();

CREATE TRIGGER touch_delete AFTER DELETE ON quality.nonconformances REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION quality.touch_itself();

CREATE TRIGGER touch_insert AFTER INSERT ON quality.nonconformance_causes REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION quality.touch_nonconformance();

CREATE TRIGGER touch_update AFTER UPDATE ON quality.nonconformance_causes REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION quality.touch_nonconformance();

CREATE TRIGGER touch_delete AFTER DELETE ON quality.nonconformance_causes REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION quality.touch_nonconformance();

CREATE TRIGGER touch_insert AFTER INSERT ON quality.dispositions REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION quality.touch_nonconformance();

CREATE TRIGGER touch_update AFTER UPDATE ON quality.dispositions REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION quality.touch_nonconformance();

CREATE TRIGGER touch_delete AFTER DELETE ON quality.dispositions REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION quality.touch_nonconformance();

CREATE TRIGGER touch_insert AFTER INSERT ON quality.nonconformance_costs REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION quality.touch_nonconformance();

CREATE TRIGGER touch_update AFTER UPDATE ON quality.nonconformance_costs REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION quality.touch_nonconformance();

CREATE TRIGGER touch_delete AFTER DELETE ON quality.nonconformance_costs REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION quality.touch_nonconformance();
