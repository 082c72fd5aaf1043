-- What a goal counts for. Mirrors `goals.queries.documents.HEALTH` on every day at once: each health from the day on which
-- it begins to the day on which it ends.
CREATE FUNCTION performance.counts_of_goals(orgs uuid[], ids uuid[])
RETURNS TABLE (org_id uuid, id uuid, measure text, public boolean, since date, score numeric, person_id uuid, value numeric)
LANGUAGE sql STABLE AS $$
WITH goal AS (
    SELECT g.*, g.visibility = 'public' AND g.status NOT IN ('draft', 'proposed') AS public,
        g.status = 'active' AS active, g.level = 'individual' AS individual, fixed.health AS fixed,
        CASE WHEN fixed.health IS NULL THEN coalesce(g.stale_on, 'infinity') END AS stale,
        CASE WHEN fixed.health IS NULL THEN coalesce(g.off_track_on, 'infinity') END AS off,
        CASE WHEN fixed.health IS NULL THEN coalesce(g.at_risk_on, 'infinity') END AS risk
    FROM unnest(orgs, ids) AS given (org_id, id) CROSS JOIN LATERAL (
        SELECT * FROM performance.goals g WHERE g.org_id = given.org_id AND g.id = given.id OFFSET 0
    ) AS g
    CROSS JOIN LATERAL (SELECT CASE
        WHEN g.health_override IS NOT NULL THEN g.health_override
        WHEN g.progress >= 1 THEN 'done'
        WHEN g.progress IS NULL THEN 'not_updated' END AS health) AS fixed
), key_result AS (
    SELECT goal.org_id, goal.id, goal.public, part.status, part.zone, part.cadence_days, part.checked_in_on
    FROM goal CROSS JOIN LATERAL (
        SELECT * FROM performance.key_results part WHERE part.org_id = goal.org_id AND part.goal_id = goal.id OFFSET 0
    ) AS part
    WHERE goal.active AND part.status <> 'dropped'
), counted AS (
    SELECT goal.org_id, goal.id, goal.public, said.*
    FROM goal CROSS JOIN LATERAL (VALUES
        (goal.status, '-infinity'::date, 0::numeric, NULL::uuid, 1::numeric),
        (CASE WHEN goal.active THEN 'overdue' END, goal.due_on + 1, 0, NULL, 1),
        (CASE WHEN goal.active AND goal.progress IS NOT NULL THEN 'measured' END, '-infinity', 0, NULL, 1),
        (CASE WHEN goal.active THEN 'progress' END, '-infinity', 0, NULL, coalesce(goal.progress, 0)),
        (CASE WHEN goal.active AND goal.individual THEN 'individual' END, '-infinity', 0, NULL, 1),
        (CASE WHEN goal.active THEN 'busy' END, '-infinity', 0, goal.owner_id, 1),
        (CASE WHEN goal.active AND goal.individual THEN 'held' END, '-infinity', 0, goal.owner_id, 1),
        (CASE WHEN goal.status = 'closed' THEN
            CASE goal.kind WHEN 'aspirational' THEN 'score_aspirational' ELSE 'score_committed' END END,
            '-infinity', goal.final_score, NULL, 1)
    ) AS said (measure, since, score, person_id, value)
    UNION ALL
    SELECT goal.org_id, goal.id, goal.public, 'aligned', '-infinity', 0, NULL, 1
    FROM goal WHERE goal.active AND goal.individual AND (EXISTS (
        SELECT FROM performance.goal_contributions link JOIN performance.goals higher
        ON higher.org_id = link.org_id AND higher.id = link.parent_goal_id
        WHERE link.org_id = goal.org_id AND link.child_goal_id = goal.id AND higher.level <> 'individual'
    ) OR EXISTS (
        SELECT FROM performance.goal_alignments link JOIN performance.goals higher
        ON higher.org_id = link.org_id AND higher.id = link.parent_goal_id
        WHERE link.org_id = goal.org_id AND link.child_goal_id = goal.id AND higher.level <> 'individual'
    ))
    UNION ALL
    SELECT goal.org_id, goal.id, goal.public, 'unmeasurable', '-infinity', 0, NULL, 1
    FROM goal WHERE goal.active AND goal.progress_method = 'key_results' AND NOT EXISTS (
        SELECT FROM performance.key_results part WHERE part.org_id = goal.org_id AND part.goal_id = goal.id)
    UNION ALL
    SELECT goal.org_id, goal.id, goal.public, span.health, turn.since, 0, NULL, turn.value
    FROM goal CROSS JOIN LATERAL (VALUES
        (fixed, '-infinity'::date, 'infinity'::date),
        ('on_track', '-infinity', least(risk, off, stale)),
        ('at_risk', risk, least(off, stale)),
        ('off_track', off, stale),
        ('not_updated', stale, 'infinity')
    ) AS span (health, since, until)
    CROSS JOIN LATERAL (VALUES (span.since, 1), (span.until, -1)) AS turn (since, value)
    WHERE goal.active AND span.health IS NOT NULL AND span.since < span.until AND turn.since < 'infinity'
    UNION ALL
    SELECT part.org_id, part.id, part.public, said.measure, said.since, 0, NULL, said.value
    FROM key_result part CROSS JOIN LATERAL (VALUES
        (coalesce('zone_' || part.zone, 'zone_unmeasured'), '-infinity'::date, 1),
        (CASE WHEN part.status = 'active' THEN 'key_results' END, '-infinity', 1),
        (CASE WHEN part.status = 'active' AND part.cadence_days IS NULL THEN 'looked_at' END, part.checked_in_on, 1),
        (CASE WHEN part.status = 'active' AND part.checked_in_on + part.cadence_days IS NOT NULL THEN 'fresh' END,
            '-infinity', 1),
        (CASE WHEN part.status = 'active' THEN 'fresh' END, part.checked_in_on + part.cadence_days + 1, -1)
    ) AS said (measure, since, value)
    WHERE said.since IS NOT NULL
    UNION ALL
    SELECT goal.org_id, goal.id, goal.public, 'check_ins', entry.as_of, 0, NULL, 1
    FROM goal CROSS JOIN LATERAL (
        SELECT entry.as_of FROM performance.check_ins entry
        WHERE entry.org_id = goal.org_id AND entry.goal_id = goal.id AND entry.as_of > current_date - 40 OFFSET 0
    ) AS entry
)
SELECT org_id, id, measure, public, since, score, person_id, sum(value) FROM counted
WHERE measure IS NOT NULL AND (person_id IS NOT NULL OR measure NOT IN ('busy', 'held'))
GROUP BY 1, 2, 3, 4, 5, 6, 7 HAVING sum(value) <> 0
$$;

-- What a person counts for: `employed` is the person's own, for who has a goal is counted of those who work here.
CREATE FUNCTION performance.counts_of_people(orgs uuid[], ids uuid[])
RETURNS TABLE (org_id uuid, id uuid, measure text, public boolean, since date, score numeric, person_id uuid, value numeric)
LANGUAGE sql STABLE AS $$
SELECT person.org_id, person.id, said.measure, true, '-infinity'::date, 0::numeric, said.person_id, 1::numeric
FROM unnest(orgs, ids) AS given (org_id, id)
CROSS JOIN LATERAL (
    SELECT * FROM performance.people person WHERE person.org_id = given.org_id AND person.id = given.id OFFSET 0
) AS person
CROSS JOIN LATERAL (VALUES
    ('people', NULL::uuid),
    ('employed', person.id),
    (CASE WHEN person.lead_path = '/' || replace(person.id::text, '-', '') THEN 'without_manager' END, NULL)
) AS said (measure, person_id)
WHERE person.status = 'active' AND said.measure IS NOT NULL
$$;

-- What a unit counts for: without a head until a version names one.
CREATE FUNCTION performance.counts_of_org_units(orgs uuid[], ids uuid[])
RETURNS TABLE (org_id uuid, id uuid, measure text, public boolean, since date, score numeric, person_id uuid, value numeric)
LANGUAGE sql STABLE AS $$
SELECT unit.org_id, unit.id, said.measure, true, said.since, 0::numeric, NULL::uuid, said.value
FROM unnest(orgs, ids) AS given (org_id, id)
CROSS JOIN LATERAL (
    SELECT * FROM performance.org_units unit WHERE unit.org_id = given.org_id AND unit.id = given.id OFFSET 0
) AS unit
CROSS JOIN LATERAL (
    SELECT 'units' AS measure, '-infinity'::date AS since, 1::numeric AS value
    UNION ALL
    SELECT 'without_head', '-infinity', 1
    UNION ALL
    SELECT 'without_head', version.effective_from,
        (version.head_id IS NULL)::integer - (lag(version.head_id) OVER (ORDER BY version.effective_from) IS NULL)::integer
    FROM performance.org_unit_versions version
    WHERE version.org_id = unit.org_id AND version.org_unit_id = unit.id
) AS said
WHERE said.value <> 0
$$;

-- Appends how what these subjects count for differs from what was counted of them. Its plans are kept, and must serve one
-- subject as well as thousands: every row is looked up by its index.
CREATE FUNCTION performance.recount(subject text, orgs uuid[], ids uuid[]) RETURNS void
LANGUAGE plpgsql SET datestyle = 'ISO' SET plan_cache_mode = 'force_generic_plan'
    SET enable_nestloop = on SET enable_seqscan = off AS $$
BEGIN
    SELECT array_agg(org_id), array_agg(id) INTO orgs, ids
    FROM (SELECT DISTINCT * FROM unnest(orgs, ids) AS pair (org_id, id) ORDER BY org_id, id) AS given;
    INSERT INTO performance.counted (org_id, kind, id, counts)
    SELECT pair.org_id, subject, pair.id, '{}' FROM unnest(orgs, ids) AS pair (org_id, id) ON CONFLICT DO NOTHING;
    -- Whoever else changes the same subject waits here, and then sees what this transaction wrote.
    PERFORM FROM unnest(orgs, ids) AS pair (org_id, id) CROSS JOIN LATERAL (
        SELECT FROM performance.counted kept
        WHERE kept.org_id = pair.org_id AND kept.kind = subject AND kept.id = pair.id FOR UPDATE
    ) AS held;
    WITH found AS (
        SELECT * FROM performance.counts_of_goals(orgs, ids) WHERE subject = 'goal'
        UNION ALL
        SELECT * FROM performance.counts_of_people(orgs, ids) WHERE subject = 'person'
        UNION ALL
        SELECT * FROM performance.counts_of_org_units(orgs, ids) WHERE subject = 'org_unit'
    ), compared AS (
        SELECT org_id, id, key, sum(now) AS now, sum(now - before) AS change FROM (
            SELECT org_id, id, concat_ws(' ', measure, public, since, score, person_id) AS key, value AS now, 0 AS before
            FROM found
            UNION ALL
            SELECT kept.org_id, kept.id, said.key, 0, said.value::numeric
            FROM unnest(orgs, ids) AS pair (org_id, id) CROSS JOIN LATERAL (
                SELECT * FROM performance.counted kept
                WHERE kept.org_id = pair.org_id AND kept.kind = subject AND kept.id = pair.id OFFSET 0
            ) AS kept
            CROSS JOIN LATERAL jsonb_each_text(kept.counts) AS said
        ) AS both_sides
        GROUP BY org_id, id, key
    ), kept AS (
        INSERT INTO performance.counted (org_id, kind, id, counts)
        SELECT org_id, subject, id, coalesce(jsonb_object_agg(key, now) FILTER (WHERE now <> 0), '{}')
        FROM compared GROUP BY org_id, id HAVING bool_or(change <> 0)
        ON CONFLICT ON CONSTRAINT pk_counted DO UPDATE SET counts = excluded.counts
    )
    INSERT INTO performance.count_changes (org_id, measure, public, since, score, person_id, value)
    SELECT org_id, split_part(key, ' ', 1), split_part(key, ' ', 2)::boolean, split_part(key, ' ', 3)::date,
        split_part(key, ' ', 4)::numeric, nullif(split_part(key, ' ', 5), '')::uuid, sum(change)
    FROM compared WHERE change <> 0 GROUP BY org_id, key HAVING sum(change) <> 0;
END
$$;

-- Every number as it has changed since the counters were last brought up to date.
CREATE FUNCTION performance.changes_of_counts()
RETURNS TABLE (measure text, public boolean, since date, score numeric, value numeric)
LANGUAGE sql STABLE AS $$
SELECT measure, public, since, score, sum(value) FROM performance.count_changes
WHERE person_id IS NULL GROUP BY measure, public, since, score
UNION ALL
SELECT said.measure, true, '-infinity', 0, sum(said.after::integer - said.before::integer)
FROM (
    SELECT org_id, person_id,
        coalesce(sum(value) FILTER (WHERE measure = 'employed'), 0) AS employed,
        coalesce(sum(value) FILTER (WHERE measure = 'held'), 0) AS held,
        coalesce(sum(value) FILTER (WHERE measure = 'held' AND public), 0) AS held_publicly,
        coalesce(sum(value) FILTER (WHERE measure = 'busy'), 0) AS busy,
        coalesce(sum(value) FILTER (WHERE measure = 'busy' AND public), 0) AS busy_publicly
    FROM performance.count_changes WHERE person_id IS NOT NULL GROUP BY org_id, person_id
) AS new
LEFT JOIN performance.counted_people old ON old.org_id = new.org_id AND old.person_id = new.person_id
CROSS JOIN LATERAL (VALUES
    ('holding', old.employed > 0 AND old.held > 0,
        coalesce(old.employed, 0) + new.employed > 0 AND coalesce(old.held, 0) + new.held > 0),
    ('holding_publicly', old.employed > 0 AND old.held_publicly > 0,
        coalesce(old.employed, 0) + new.employed > 0 AND coalesce(old.held_publicly, 0) + new.held_publicly > 0),
    ('busy', old.employed > 0 AND old.busy > 0,
        coalesce(old.employed, 0) + new.employed > 0 AND coalesce(old.busy, 0) + new.busy > 0),
    ('busy_publicly', old.employed > 0 AND old.busy_publicly > 0,
        coalesce(old.employed, 0) + new.employed > 0 AND coalesce(old.busy_publicly, 0) + new.busy_publicly > 0)
) AS compared (measure, was, after)
CROSS JOIN LATERAL (VALUES (compared.measure, coalesce(compared.was, false), compared.after))
    AS said (measure, before, after)
GROUP BY said.measure
$$;

-- Takes the changes of the organisation that is set into its counters. Only one at a time: hold a lock before.
CREATE FUNCTION performance.fold_counts() RETURNS bigint LANGUAGE sql AS $$
WITH totals AS (
    INSERT INTO performance.counters AS total (measure, public, since, score, value)
    SELECT measure, public, since, score, sum(value) FROM performance.changes_of_counts()
    GROUP BY measure, public, since, score HAVING sum(value) <> 0
    ON CONFLICT (org_id, measure, public, since, score) DO UPDATE SET value = total.value + excluded.value
), people AS (
    INSERT INTO performance.counted_people AS total (person_id, employed, held, held_publicly, busy, busy_publicly)
    SELECT person_id,
        coalesce(sum(value) FILTER (WHERE measure = 'employed'), 0),
        coalesce(sum(value) FILTER (WHERE measure = 'held'), 0),
        coalesce(sum(value) FILTER (WHERE measure = 'held' AND public), 0),
        coalesce(sum(value) FILTER (WHERE measure = 'busy'), 0),
        coalesce(sum(value) FILTER (WHERE measure = 'busy' AND public), 0)
    FROM performance.count_changes WHERE person_id IS NOT NULL GROUP BY person_id
    ON CONFLICT (org_id, person_id) DO UPDATE SET
        employed = total.employed + excluded.employed, held = total.held + excluded.held,
        held_publicly = total.held_publicly + excluded.held_publicly,
        busy = total.busy + excluded.busy, busy_publicly = total.busy_publicly + excluded.busy_publicly
), taken AS (
    DELETE FROM performance.count_changes RETURNING 1
)
SELECT count(*) FROM taken
$$;

-- Of the triggers' plans, made for one row and kept, a nested loop would walk all rows of a statement for each of them.
-- A goal is counted anew where anything changed that it counts by; where its level did, so is what serves it.
CREATE FUNCTION performance.count_goals() RETURNS trigger LANGUAGE plpgsql SET enable_nestloop = off AS $$
DECLARE
    orgs uuid[];
    ids uuid[];
    moved boolean;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        SELECT array_agg(now.org_id), array_agg(now.id), bool_or(now.level <> was.level) INTO orgs, ids, moved
        FROM changed now JOIN before was ON was.org_id = now.org_id AND was.id = now.id
        WHERE (now.owner_id, now.kind, now.level, now.visibility, now.status, now.progress_method, now.due_on,
                now.progress, now.final_score, now.health_override, now.at_risk_on, now.off_track_on, now.stale_on)
            IS DISTINCT FROM (was.owner_id, was.kind, was.level, was.visibility, was.status, was.progress_method,
                was.due_on, was.progress, was.final_score, was.health_override, was.at_risk_on, was.off_track_on,
                was.stale_on);
    ELSE
        SELECT array_agg(org_id), array_agg(id) INTO orgs, ids FROM changed;
    END IF;
    IF moved THEN
        SELECT array_agg(org_id), array_agg(id) INTO orgs, ids FROM (
            SELECT * FROM unnest(orgs, ids) AS pair (org_id, id)
            UNION SELECT link.org_id, link.child_goal_id FROM performance.goal_contributions link
                JOIN changed ON changed.org_id = link.org_id AND changed.id = link.parent_goal_id
            UNION SELECT link.org_id, link.child_goal_id FROM performance.goal_alignments link
                JOIN changed ON changed.org_id = link.org_id AND changed.id = link.parent_goal_id
        ) AS affected;
    END IF;
    IF ids IS NOT NULL THEN
        PERFORM performance.recount('goal', orgs, ids);
    END IF;
    RETURN NULL;
END
$$;

CREATE FUNCTION performance.count_key_results() RETURNS trigger LANGUAGE plpgsql SET enable_nestloop = off AS $$
DECLARE
    orgs uuid[];
    ids uuid[];
BEGIN
    IF TG_OP = 'UPDATE' THEN
        SELECT array_agg(org_id), array_agg(goal_id) INTO orgs, ids FROM (
            SELECT now.org_id, unnest(ARRAY[now.goal_id, was.goal_id]) AS goal_id
            FROM changed now JOIN before was ON was.org_id = now.org_id AND was.id = now.id
            WHERE (now.goal_id, now.status, now.zone, now.checked_in_on, now.cadence_days)
                IS DISTINCT FROM (was.goal_id, was.status, was.zone, was.checked_in_on, was.cadence_days)
        ) AS affected;
    ELSE
        SELECT array_agg(org_id), array_agg(goal_id) INTO orgs, ids FROM changed;
    END IF;
    IF ids IS NOT NULL THEN
        PERFORM performance.recount('goal', orgs, ids);
    END IF;
    RETURN NULL;
END
$$;

-- Only who comes, goes, or gets a first or loses their last lead: a line of thousands may move at once.
CREATE FUNCTION performance.count_people() RETURNS trigger LANGUAGE plpgsql SET enable_nestloop = off AS $$
DECLARE
    orgs uuid[];
    ids uuid[];
BEGIN
    IF TG_OP = 'UPDATE' THEN
        SELECT array_agg(now.org_id), array_agg(now.id) INTO orgs, ids
        FROM changed now JOIN before was ON was.org_id = now.org_id AND was.id = now.id
        WHERE now.status <> was.status OR (length(now.lead_path) = 33) <> (length(was.lead_path) = 33);
    ELSE
        SELECT array_agg(org_id), array_agg(id) INTO orgs, ids FROM changed;
    END IF;
    IF ids IS NOT NULL THEN
        PERFORM performance.recount('person', orgs, ids);
    END IF;
    RETURN NULL;
END
$$;

-- What something belongs to is counted anew: the kind of it, and the column that names it.
CREATE FUNCTION performance.count_owner() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    orgs uuid[];
    ids uuid[];
    rows text := 'SELECT org_id, %1$I AS id FROM changed';
BEGIN
    IF TG_OP = 'UPDATE' THEN
        rows := rows || ' UNION SELECT org_id, %1$I FROM before';
    END IF;
    EXECUTE format('SELECT array_agg(org_id), array_agg(id) FROM (' || rows || ') AS affected', TG_ARGV[1])
    INTO orgs, ids;
    IF ids IS NOT NULL THEN
        PERFORM performance.recount(TG_ARGV[0], orgs, ids);
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER count_insert AFTER INSERT ON performance.goals REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION performance.count_goals();

CREATE TRIGGER count_update AFTER UPDATE ON performance.goals REFERENCING NEW TABLE AS changed OLD TABLE AS before
    FOR EACH STATEMENT EXECUTE FUNCTION performance.count_goals();

CREATE TRIGGER count_delete AFTER DELETE ON performance.goals REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION performance.count_goals();

CREATE TRIGGER count_insert AFTER INSERT ON performance.key_results REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION performance.count_key_results();

CREATE TRIGGER count_update AFTER UPDATE ON performance.key_results REFERENCING NEW TABLE AS changed OLD TABLE AS before
    FOR EACH STATEMENT EXECUTE FUNCTION performance.count_key_results();

CREATE TRIGGER count_delete AFTER DELETE ON performance.key_results REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION performance.count_key_results();

CREATE TRIGGER count_insert AFTER INSERT ON performance.people REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION performance.count_people();

CREATE TRIGGER count_update AFTER UPDATE ON performance.people REFERENCING NEW TABLE AS changed OLD TABLE AS before
    FOR EACH STATEMENT EXECUTE FUNCTION performance.count_people();

CREATE TRIGGER count_delete AFTER DELETE ON performance.people REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION performance.count_people();

CREATE TRIGGER count_insert AFTER INSERT ON performance.goal_contributions REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION performance.count_owner('goal', 'child_goal_id');

CREATE TRIGGER count_update AFTER UPDATE ON performance.goal_contributions REFERENCING NEW TABLE AS changed OLD TABLE AS before
    FOR EACH STATEMENT EXECUTE FUNCTION performance.count_owner('goal', 'child_goal_id');

CREATE TRIGGER count_delete AFTER DELETE ON performance.goal_contributions REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION performance.count_owner('goal', 'child_goal_id');

CREATE TRIGGER count_insert AFTER INSERT ON performance.goal_alignments REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION performance.count_owner('goal', 'child_goal_id');

CREATE TRIGGER count_update AFTER UPDATE ON performance.goal_alignments REFERENCING NEW TABLE AS changed OLD TABLE AS before
    FOR EACH STATEMENT EXECUTE FUNCTION performance.count_owner('goal', 'child_goal_id');

CREATE TRIGGER count_delete AFTER DELETE ON performance.goal_alignments REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION performance.count_owner('goal', 'child_goal_id');

CREATE TRIGGER count_insert AFTER INSERT ON performance.check_ins REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION performance.count_owner('goal', 'goal_id');

CREATE TRIGGER count_update AFTER UPDATE ON performance.check_ins REFERENCING NEW TABLE AS changed OLD TABLE AS before
    FOR EACH STATEMENT EXECUTE FUNCTION performance.count_owner('goal', 'goal_id');

CREATE TRIGGER count_delete AFTER DELETE ON performance.check_ins REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION performance.count_owner('goal', 'goal_id');

CREATE TRIGGER count_insert AFTER INSERT ON performance.org_units REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION performance.count_owner('org_unit', 'id');

CREATE TRIGGER count_update AFTER UPDATE ON performance.org_units REFERENCING NEW TABLE AS changed OLD TABLE AS before
    FOR EACH STATEMENT EXECUTE FUNCTION performance.count_owner('org_unit', 'id');

CREATE TRIGGER count_delete AFTER DELETE ON performance.org_units REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION performance.count_owner('org_unit', 'id');

CREATE TRIGGER count_insert AFTER INSERT ON performance.org_unit_versions REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION performance.count_owner('org_unit', 'org_unit_id');

CREATE TRIGGER count_update AFTER UPDATE ON performance.org_unit_versions REFERENCING NEW TABLE AS changed OLD TABLE AS before
    FOR EACH STATEMENT EXECUTE FUNCTION performance.count_owner('org_unit', 'org_unit_id');

CREATE TRIGGER count_delete AFTER DELETE ON performance.org_unit_versions REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION performance.count_owner('org_unit', 'org_unit_id');
