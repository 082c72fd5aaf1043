-- :org, :people and :goals are put in. Person n reports to (n - 1) / 8 and works in the unit that its lead heads.
SET session_replication_role = replica;
SET app.org_id = ':org';
CREATE FUNCTION pg_temp.id(n bigint) RETURNS uuid IMMUTABLE LANGUAGE sql
    AS $$ SELECT ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid $$;
CREATE FUNCTION pg_temp.lead(n bigint) RETURNS bigint IMMUTABLE LANGUAGE sql AS $$ SELECT (n - 1) / 8 $$;

CREATE TEMP TABLE lines AS
WITH RECURSIVE line AS (
    SELECT 0::bigint AS n, '/' || replace(pg_temp.id(0)::text, '-', '') AS path
    UNION ALL
    SELECT below.n, line.path || '/' || replace(pg_temp.id(below.n)::text, '-', '')
    FROM line CROSS JOIN LATERAL generate_series(8 * line.n + 1, least(8 * line.n + 8, :people - 1)) AS below (n)
)
SELECT n, path FROM line;

INSERT INTO performance.people (id, display_name, work_email, time_zone, status, lead_path, version)
SELECT pg_temp.id(n), 'Person ' || n, 'person' || n || '@example.org', 'UTC', 'active', path, 1 FROM lines;

INSERT INTO performance.org_units (id, code, version)
SELECT pg_temp.id(n), 'unit' || n, 1 FROM generate_series(0, (:people - 2) / 8) AS n;

INSERT INTO performance.org_unit_versions (id, org_unit_id, effective_from, name, kind, parent_id, head_id, version)
SELECT pg_temp.id(n), pg_temp.id(n), '2020-01-01', 'Unit ' || n, 'team',
    CASE WHEN n > 0 THEN pg_temp.id(pg_temp.lead(n)) END, CASE WHEN n % 50 > 0 THEN pg_temp.id(n) END, 1
FROM generate_series(0, (:people - 2) / 8) AS n;

INSERT INTO performance.assignments
    (id, person_id, effective_from, manager_id, org_unit_id, fte, source, ends_employment, version)
SELECT pg_temp.id(2 * n + past), pg_temp.id(n), CASE past WHEN 1 THEN '2020-01-01'::date ELSE '2023-01-01' END,
    CASE WHEN n > 0 THEN pg_temp.id(pg_temp.lead(n)) END, pg_temp.id(greatest(pg_temp.lead(n), 0)), 1, 'scale', false, 1
FROM generate_series(0, :people - 1) AS n CROSS JOIN generate_series(0, 1) AS past
WHERE past = 0 OR n % 4 = 0;

-- Ten a person: seven active, of which one is the team's; each person's first serves the team goal of its lead.
INSERT INTO performance.goals
    (id, owner_id, title, description, kind, level, visibility, progress_method, weighting, weight, critical,
     starts_on, due_on, status, locked, final_score, progress, checked_in_on, at_risk_on, off_track_on, stale_on, version)
SELECT pg_temp.id(g), pg_temp.id(g / 10), 'Goal ' || g, '', CASE WHEN g % 3 = 0 THEN 'aspirational' ELSE 'committed' END,
    CASE WHEN g % 10 = 6 THEN 'team' ELSE 'individual' END,
    CASE WHEN g % 10 = 6 THEN 'public' WHEN g % 10 = 5 THEN 'private' ELSE 'chain' END, 'key_results', 'weight', 1, false,
    current_date - 90, current_date + 90,
    (ARRAY['active','active','active','active','active','active','active','closed','cancelled','draft'])[g % 10 + 1],
    false, CASE WHEN g % 10 = 7 THEN (hash & 15) / 15.0 END, CASE WHEN hash & 7 > 0 THEN (hash & 127) / 100.0 END,
    current_date - (hash & 63), current_date - 30 + (hash & 127), current_date + (hash & 63),
    current_date - 10 + (hash & 63), 1
FROM (SELECT g, abs(hashint8(g)) AS hash FROM generate_series(0, :goals - 1) AS g) AS numbered;

INSERT INTO performance.key_results
    (id, goal_id, title, kind, start_value, target_value, weight, status, current_value, zone, progress, checked_in_on,
     next_check_in_on, version)
SELECT pg_temp.id(g), pg_temp.id(g), 'Key result ' || g, 'number', 0, 100, 1, 'active', hash & 127,
    (ARRAY['fail', 'commit', 'target', 'stretch'])[hash & 3 + 1], (hash & 127) / 100.0, current_date - (hash & 63),
    current_date - (hash & 63) + 30, 1
FROM (SELECT g, abs(hashint8(g)) AS hash FROM generate_series(0, :goals - 1, 2) AS g) AS numbered;

INSERT INTO performance.goal_contributions (id, child_goal_id, parent_goal_id, weight, version)
SELECT pg_temp.id(n), pg_temp.id(10 * n), pg_temp.id(10 * pg_temp.lead(n) + 6), 1, 1
FROM generate_series(1, least(:people, :goals / 10) - 1) AS n;

-- One standard, by which everybody was measured in the last six months that are over.
INSERT INTO performance.productivity_standards
    (id, code, name, description, unit, measure, direction, aggregation, period, status, version)
VALUES (pg_temp.id(0), 'output', 'Output', '', 'units an hour', 'rate', 'higher_is_better', 'sum_over_sum', 'month',
    'active', 1);

INSERT INTO performance.standard_targets (id, standard_id, org_unit_id, effective_from, target, version)
VALUES (pg_temp.id(0), pg_temp.id(0), pg_temp.id(0), '2020-01-01', 50, 1);

INSERT INTO performance.measurements
    (id, standard_id, person_id, starts_on, ends_on, numerator, denominator, value, source, external_id, revision,
     recorded_by, version)
SELECT pg_temp.id(6 * n + back), pg_temp.id(0), pg_temp.id(n), start::date, (start + interval '1 month')::date - 1,
    hash & 127, 1, hash & 127, 'scale', 'm-' || 6 * n + back, 1, pg_temp.id(0), 1
FROM generate_series(0, :people - 1) AS n CROSS JOIN generate_series(0, 5) AS back
    CROSS JOIN LATERAL (SELECT abs(hashint8(6 * n + back)) AS hash,
        date_trunc('month', current_date) - (back + 1) * interval '1 month' AS start) AS measured;

RESET session_replication_role;

INSERT INTO performance.touched (kind, subject_id)
SELECT 'person', id FROM performance.people WHERE org_id = ':org'
UNION ALL SELECT 'org_unit', id FROM performance.org_units WHERE org_id = ':org';

SELECT performance.fold_counts();

-- Some thousands at a time. A statement of this file ends with its line.
DO $$ DECLARE first bigint; BEGIN FOR first IN SELECT generate_series(0, :goals - 1, 2000) LOOP INSERT INTO performance.touched (kind, subject_id)
    SELECT 'goal', pg_temp.id(g) FROM generate_series(first, least(first + 2000, :goals) - 1) AS g; COMMIT; PERFORM
    performance.fold_counts(); COMMIT; END LOOP; END $$;

VACUUM ANALYZE;
