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
    SELECT goal.org_id, goal.id, goal.public, part.zone, part.checked_in_on, part.next_check_in_on
    FROM goal CROSS JOIN LATERAL (
        SELECT * FROM performance.key_results part WHERE part.org_id = goal.org_id AND part.goal_id = goal.id OFFSET 0
    ) AS part
    WHERE goal.active AND part.status <> 'dropped'
), due AS (
    SELECT goal.*, goal.due_on - goal.starts_on - coalesce(away.days, 0) AS days
    FROM goal CROSS JOIN LATERAL (
        SELECT sum(least(away.ends_on, goal.due_on) - greatest(away.starts_on - 1, goal.starts_on))::integer AS days
        FROM performance.absences away
        WHERE away.org_id = goal.org_id AND away.person_id = goal.owner_id AND away.excluded_from_period
            AND away.starts_on <= goal.due_on AND away.ends_on > goal.starts_on
    ) AS away
    WHERE goal.active AND goal.progress IS NOT NULL
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
        SELECT FROM performance.key_results part
        WHERE part.org_id = goal.org_id AND part.status <> 'dropped' AND part.goal_id = goal.id)
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
    -- What is expected grows by this much a day, and stands still while the owner is away.
    SELECT due.org_id, due.id, due.public, 'expected', turn.since, 0, NULL, turn.value::numeric / greatest(due.days, 1)
    FROM due CROSS JOIN LATERAL (
        SELECT CASE WHEN due.days > 0 THEN due.starts_on ELSE due.due_on - 1 END AS since, 1 AS value
        UNION ALL
        SELECT due.due_on, -1
        UNION ALL
        SELECT said.since, said.value
        FROM performance.absences away CROSS JOIN LATERAL (VALUES
            (greatest(away.starts_on - 1, due.starts_on), -1), (least(away.ends_on, due.due_on), 1)) AS said (since, value)
        WHERE away.org_id = due.org_id AND away.person_id = due.owner_id AND away.excluded_from_period
            AND away.starts_on <= due.due_on AND away.ends_on > due.starts_on AND due.days > 0
    ) AS turn
    UNION ALL
    SELECT part.org_id, part.id, part.public, said.measure, said.since, 0, NULL, said.value
    FROM key_result part CROSS JOIN LATERAL (VALUES
        (coalesce('zone_' || part.zone, 'zone_unmeasured'), '-infinity'::date, 1),
        (CASE WHEN part.next_check_in_on IS NOT NULL THEN 'key_results' END, '-infinity', 1),
        (CASE WHEN part.checked_in_on IS NOT NULL AND part.next_check_in_on IS NOT NULL THEN 'fresh' END,
            '-infinity', 1),
        (CASE WHEN part.checked_in_on IS NOT NULL THEN 'fresh' END, part.next_check_in_on + 1, -1)
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

-- What an open unit counts for: without a head until a version names one, stale while it names somebody who has left.
CREATE FUNCTION performance.counts_of_org_units(orgs uuid[], ids uuid[])
RETURNS TABLE (org_id uuid, id uuid, measure text, public boolean, since date, score numeric, person_id uuid, value numeric)
LANGUAGE sql STABLE AS $$
SELECT unit.org_id, unit.id, said.measure, true, said.since, 0::numeric, NULL::uuid, sum(said.value)
FROM unnest(orgs, ids) AS given (org_id, id)
CROSS JOIN LATERAL (
    SELECT * FROM performance.org_units unit WHERE unit.org_id = given.org_id AND unit.id = given.id OFFSET 0
) AS unit
CROSS JOIN LATERAL (
    SELECT 'units' AS measure, '-infinity'::date AS since, 1::numeric AS value
    UNION ALL
    SELECT named.measure, turn.since, turn.value
    FROM (
        SELECT said.head_id, said.since, lead(said.since, 1, 'infinity') OVER (ORDER BY said.since) AS until
        FROM (
            SELECT NULL::uuid, '-infinity'::date
            UNION ALL
            SELECT version.head_id, version.effective_from FROM performance.org_unit_versions version
            WHERE version.org_id = unit.org_id AND version.org_unit_id = unit.id
        ) AS said (head_id, since)
    ) AS span
    LEFT JOIN performance.people head ON head.org_id = unit.org_id AND head.id = span.head_id
    CROSS JOIN LATERAL (VALUES (CASE
        WHEN span.head_id IS NULL THEN 'without_head' WHEN head.status <> 'active' THEN 'stale' END)) AS named (measure)
    CROSS JOIN LATERAL (VALUES (span.since, 1), (span.until, -1)) AS turn (since, value)
    WHERE named.measure IS NOT NULL AND turn.since < 'infinity'
) AS said
WHERE unit.status = 'active'
GROUP BY 1, 2, 3, 5 HAVING sum(said.value) <> 0
$$;

-- How what was touched counts now differs from what was counted of it. Its plans are kept, and must serve one subject as
-- well as thousands: every row is looked up by its index. In a table that the planner takes for an empty one, a bitmap is as
-- cheap by an index on the organisation alone, and reads all of it for each row.
CREATE FUNCTION performance.differences()
RETURNS TABLE (org_id uuid, kind text, id uuid, key text, value numeric, change numeric)
LANGUAGE plpgsql STABLE SET datestyle = 'ISO' SET plan_cache_mode = 'force_generic_plan'
    SET enable_nestloop = on SET enable_seqscan = off SET enable_bitmapscan = off AS $$
DECLARE
    goal_orgs uuid[];
    goal_ids uuid[];
    person_orgs uuid[];
    person_ids uuid[];
    unit_orgs uuid[];
    unit_ids uuid[];
BEGIN
    SELECT array_agg(one.org_id) FILTER (WHERE one.kind = 'goal'),
        array_agg(one.subject_id) FILTER (WHERE one.kind = 'goal'),
        array_agg(one.org_id) FILTER (WHERE one.kind = 'person'),
        array_agg(one.subject_id) FILTER (WHERE one.kind = 'person'),
        array_agg(one.org_id) FILTER (WHERE one.kind = 'org_unit'),
        array_agg(one.subject_id) FILTER (WHERE one.kind = 'org_unit')
    INTO goal_orgs, goal_ids, person_orgs, person_ids, unit_orgs, unit_ids
    FROM (SELECT DISTINCT note.org_id, note.kind, note.subject_id FROM performance.touched note) AS one;
    RETURN QUERY
    WITH found AS (
        SELECT 'goal' AS kind, said.* FROM performance.counts_of_goals(goal_orgs, goal_ids) AS said
        UNION ALL
        SELECT 'person', said.* FROM performance.counts_of_people(person_orgs, person_ids) AS said
        UNION ALL
        SELECT 'org_unit', said.* FROM performance.counts_of_org_units(unit_orgs, unit_ids) AS said
    ), given AS (
        SELECT 'goal' AS kind, * FROM unnest(goal_orgs, goal_ids) AS pair (org_id, id)
        UNION ALL
        SELECT 'person', * FROM unnest(person_orgs, person_ids) AS pair (org_id, id)
        UNION ALL
        SELECT 'org_unit', * FROM unnest(unit_orgs, unit_ids) AS pair (org_id, id)
    ), compared AS (
        SELECT found.org_id, found.kind, found.id,
            concat_ws(' ', found.measure, found.public, found.since, found.score, found.person_id) AS key,
            found.value AS now, 0::numeric AS before
        FROM found
        UNION ALL
        SELECT given.org_id, given.kind, given.id, said.key, 0, said.value::numeric
        FROM given CROSS JOIN LATERAL (
            SELECT * FROM performance.counted kept
            WHERE kept.org_id = given.org_id AND kept.kind = given.kind AND kept.id = given.id OFFSET 0
        ) AS kept
        CROSS JOIN LATERAL jsonb_each_text(kept.counts) AS said
    )
    SELECT c.org_id, c.kind, c.id, c.key, sum(c.now), sum(c.now - c.before) FROM compared c GROUP BY 1, 2, 3, 4;
END
$$;

-- The changes that `fold_counts` is taking, or those that nobody has taken yet.
CREATE FUNCTION performance.changes(taking boolean)
RETURNS TABLE (org_id uuid, measure text, public boolean, since date, score numeric, person_id uuid, value numeric)
LANGUAGE sql STABLE AS $$
SELECT org_id, split_part(key, ' ', 1), split_part(key, ' ', 2)::boolean, split_part(key, ' ', 3)::date,
    split_part(key, ' ', 4)::numeric, nullif(split_part(key, ' ', 5), '')::uuid, sum(value)
FROM (
    SELECT org_id, key, change AS value FROM performance.differences() WHERE NOT taking
    UNION ALL
    SELECT org_id, key, value FROM performance.count_changes WHERE taking
) AS one GROUP BY org_id, key HAVING sum(value) <> 0
$$;

-- Every number as it has changed since the counters were last brought up to date.
CREATE FUNCTION performance.changes_of_counts(taking boolean)
RETURNS TABLE (measure text, public boolean, since date, score numeric, value numeric)
LANGUAGE sql STABLE AS $$
WITH change AS MATERIALIZED (
    SELECT * FROM performance.changes(taking)
)
SELECT measure, public, since, score, sum(value) FROM change
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
    FROM change WHERE person_id IS NOT NULL GROUP BY org_id, person_id
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

-- Counts anew what was touched in the organisation that is set. One statement, so that what somebody commits meanwhile is
-- either all in it or left for the next time.
CREATE FUNCTION performance.count_touched() RETURNS void LANGUAGE sql AS $$
WITH difference AS MATERIALIZED (
    SELECT * FROM performance.differences()
), counted AS (
    INSERT INTO performance.counted (org_id, kind, id, counts)
    SELECT org_id, kind, id, coalesce(jsonb_object_agg(key, value) FILTER (WHERE value <> 0), '{}')
    FROM difference GROUP BY org_id, kind, id HAVING bool_or(change <> 0)
    ON CONFLICT ON CONSTRAINT pk_counted DO UPDATE SET counts = excluded.counts
), done AS (
    DELETE FROM performance.touched
)
INSERT INTO performance.count_changes (key, value)
SELECT key, sum(change) FROM difference GROUP BY key HAVING sum(change) <> 0
$$;

-- Takes what was touched into the counters of the organisation that is set. Only one at a time: hold a lock before.
CREATE FUNCTION performance.fold_counts() RETURNS bigint LANGUAGE sql AS $$
SELECT performance.count_touched();
WITH totals AS (
    INSERT INTO performance.counters AS total (measure, public, since, score, value)
    SELECT measure, public, since, score, sum(value) FROM performance.changes_of_counts(true)
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
    FROM performance.changes(true) WHERE person_id IS NOT NULL GROUP BY person_id
    ON CONFLICT (org_id, person_id) DO UPDATE SET
        employed = total.employed + excluded.employed, held = total.held + excluded.held,
        held_publicly = total.held_publicly + excluded.held_publicly,
        busy = total.busy + excluded.busy, busy_publicly = total.busy_publicly + excluded.busy_publicly
), taken AS (
    DELETE FROM performance.count_changes RETURNING 1
)
SELECT count(*) FROM taken
$$;

-- Who writes only notes what of: what that counts for is worked out by who reads, and once for all by who folds. A note is a
-- row of its own, so that nobody waits for another.
CREATE FUNCTION performance.touch_itself() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO performance.touched (org_id, kind, subject_id) SELECT org_id, TG_ARGV[0], id FROM changed;
    RETURN NULL;
END
$$;

CREATE FUNCTION performance.touch_goal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO performance.touched (org_id, kind, subject_id) SELECT DISTINCT org_id, 'goal', goal_id FROM changed;
    RETURN NULL;
END
$$;

CREATE FUNCTION performance.touch_child() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO performance.touched (org_id, kind, subject_id) SELECT org_id, 'goal', child_goal_id FROM changed;
    RETURN NULL;
END
$$;

CREATE FUNCTION performance.touch_unit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO performance.touched (org_id, kind, subject_id)
    SELECT DISTINCT org_id, 'org_unit', org_unit_id FROM changed;
    RETURN NULL;
END
$$;

-- Leave moves what is expected of somebody's goals.
CREATE FUNCTION performance.touch_owned() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO performance.touched (org_id, kind, subject_id)
    SELECT DISTINCT goal.org_id, 'goal', goal.id FROM changed JOIN performance.goals goal
    ON goal.org_id = changed.org_id AND goal.owner_id = changed.person_id
    WHERE goal.status = 'active';
    RETURN NULL;
END
$$;

-- Of what serves a goal it depends on the goal's level whether it is aligned.
CREATE FUNCTION performance.touch_what_serves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO performance.touched (org_id, kind, subject_id)
    SELECT org_id, 'goal', child_goal_id FROM performance.goal_contributions
    WHERE org_id = NEW.org_id AND parent_goal_id = NEW.id
    UNION
    SELECT org_id, 'goal', child_goal_id FROM performance.goal_alignments
    WHERE org_id = NEW.org_id AND parent_goal_id = NEW.id;
    RETURN NULL;
END
$$;

-- Only who comes, goes, or gets a first or loses their last lead, as a line of thousands may move at once; and the units
-- that name them. A nested loop would walk all rows of a statement for each of them.
CREATE FUNCTION performance.touch_people() RETURNS trigger LANGUAGE plpgsql SET enable_nestloop = off AS $$
BEGIN
    WITH person AS (
        SELECT now.org_id, now.id FROM changed now JOIN before was ON was.org_id = now.org_id AND was.id = now.id
        WHERE now.status <> was.status OR (length(now.lead_path) = 33) <> (length(was.lead_path) = 33)
    )
    INSERT INTO performance.touched (org_id, kind, subject_id)
    SELECT org_id, 'person', id FROM person
    UNION ALL
    SELECT version.org_id, 'org_unit', version.org_unit_id
    FROM person JOIN performance.org_unit_versions version
    ON version.org_id = person.org_id AND version.head_id = person.id;
    RETURN NULL;
END
$$;

CREATE TRIGGER touch_insert AFTER INSERT ON performance.goals REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION performance.touch_itself('goal');

CREATE TRIGGER touch_update AFTER UPDATE ON performance.goals REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION performance.touch_itself('goal');

CREATE TRIGGER touch_delete AFTER DELETE ON performance.goals REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION performance.touch_itself('goal');

CREATE TRIGGER touch_insert AFTER INSERT ON performance.key_results REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION performance.touch_goal();

CREATE TRIGGER touch_update AFTER UPDATE ON performance.key_results REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION performance.touch_goal();

CREATE TRIGGER touch_delete AFTER DELETE ON performance.key_results REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION performance.touch_goal();

CREATE TRIGGER touch_insert AFTER INSERT ON performance.check_ins REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION performance.touch_goal();

CREATE TRIGGER touch_update AFTER UPDATE ON performance.check_ins REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION performance.touch_goal();

CREATE TRIGGER touch_delete AFTER DELETE ON performance.check_ins REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION performance.touch_goal();

CREATE TRIGGER touch_insert AFTER INSERT ON performance.absences REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION performance.touch_owned();

CREATE TRIGGER touch_update AFTER UPDATE ON performance.absences REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION performance.touch_owned();

CREATE TRIGGER touch_delete AFTER DELETE ON performance.absences REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION performance.touch_owned();

CREATE TRIGGER touch_insert AFTER INSERT ON performance.goal_contributions REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION performance.touch_child();

CREATE TRIGGER touch_update AFTER UPDATE ON performance.goal_contributions REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION performance.touch_child();

CREATE TRIGGER touch_delete AFTER DELETE ON performance.goal_contributions REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION performance.touch_child();

CREATE TRIGGER touch_insert AFTER INSERT ON performance.goal_alignments REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION performance.touch_child();

CREATE TRIGGER touch_update AFTER UPDATE ON performance.goal_alignments REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION performance.touch_child();

CREATE TRIGGER touch_delete AFTER DELETE ON performance.goal_alignments REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION performance.touch_child();

CREATE TRIGGER touch_insert AFTER INSERT ON performance.people REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION performance.touch_itself('person');

CREATE TRIGGER touch_update AFTER UPDATE ON performance.people REFERENCING NEW TABLE AS changed OLD TABLE AS before
    FOR EACH STATEMENT EXECUTE FUNCTION performance.touch_people();

CREATE TRIGGER touch_delete AFTER DELETE ON performance.people REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION performance.touch_itself('person');

CREATE TRIGGER touch_insert AFTER INSERT ON performance.org_units REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION performance.touch_itself('org_unit');

CREATE TRIGGER touch_update AFTER UPDATE ON performance.org_units REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION performance.touch_itself('org_unit');

CREATE TRIGGER touch_delete AFTER DELETE ON performance.org_units REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION performance.touch_itself('org_unit');

CREATE TRIGGER touch_insert AFTER INSERT ON performance.org_unit_versions REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION performance.touch_unit();

CREATE TRIGGER touch_update AFTER UPDATE ON performance.org_unit_versions REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION performance.touch_unit();

CREATE TRIGGER touch_delete AFTER DELETE ON performance.org_unit_versions REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION performance.touch_unit();

CREATE TRIGGER touch_what_serves AFTER UPDATE OF level ON performance.goals
    FOR EACH ROW WHEN (OLD.level <> NEW.level) EXECUTE FUNCTION performance.touch_what_serves();
