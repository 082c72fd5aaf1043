-- :org and :subgroups are put in. Subgroups of five, a minute apart, for ten characteristics; of each hundred subgroups a
-- characteristic more that has none, and a nonconformance for every second one.
SET session_replication_role = replica;
SET app.org_id = ':org';
CREATE FUNCTION pg_temp.id(n bigint) RETURNS uuid IMMUTABLE LANGUAGE sql
    AS $$ SELECT ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid $$;

INSERT INTO quality.processes (id, code, name, description, version)
SELECT pg_temp.id(n), 'P-' || n, 'Process ' || n, '', 1 FROM generate_series(0, 9) AS n;

INSERT INTO quality.characteristics
    (id, process_id, code, name, data_kind, unit, characteristic_class, resolution, subgroup_size, version)
SELECT pg_temp.id(n), pg_temp.id(n % 10), 'C-' || n, 'Diameter ' || n, 'variable', 'mm', 'major', 0.001, 5, 1
FROM generate_series(0, greatest(:subgroups / 100, 100) - 1) AS n;

INSERT INTO quality.specification_revisions
    (id, characteristic_id, valid_from, lsl, usl, target, specified_by, version)
SELECT pg_temp.id(n), pg_temp.id(n), '1900-01-01T00:00Z', 73.9, 74.1, 74, pg_temp.id(0), 1
FROM generate_series(0, greatest(:subgroups / 100, 100) - 1) AS n;

INSERT INTO quality.control_charts
    (id, characteristic_id, name, kind, is_default, k, parameters, acknowledge_within_minutes, version)
SELECT pg_temp.id(n), pg_temp.id(n), 'All', 'xbar_r', true, 3, '{}', 480, 1
FROM generate_series(0, greatest(:subgroups / 100, 100) - 1) AS n;

INSERT INTO quality.nonconformances
    (id, number, title, description, detected_at, detected_where, severity, process_id, characteristic_id, reporter_id,
     status, opened_at, closed_at, created_at, version)
SELECT pg_temp.id(n), 'NCR-2026-' || lpad(n::text, 8, '0'), 'Bore too wide', 'By 0.1 mm.', at, 'supplier',
    (ARRAY['minor', 'major', 'critical'])[n % 3 + 1], pg_temp.id(n % 10), pg_temp.id(n % 10), pg_temp.id(1),
    CASE WHEN n % 20 = 0 THEN 'open' ELSE 'closed' END, at, CASE WHEN n % 20 > 0 THEN at + interval '3 days' END, at, 1
FROM (SELECT n, now() - n * interval '1 minute' AS at FROM generate_series(0, :subgroups / 2 - 1) AS n) AS numbered;

INSERT INTO quality.subgroups
    (id, characteristic_id, taken_at, values, specification_id, source, external_id, revision, recorded_by, version)
SELECT ('00000000-0000-7000-9000-' || lpad(to_hex(n), 12, '0'))::uuid, pg_temp.id(n % 10),
    '2000-01-01T00:00Z'::timestamptz + n * interval '1 minute',
    ARRAY[74 + sin(n) / 100, 74 + cos(n) / 100, 74 + sin(2 * n) / 100, 74 + cos(3 * n) / 100, 74 + sin(5 * n) / 100],
    pg_temp.id(n % 10), 'fill', n::text, 1, pg_temp.id(1), 1
FROM generate_series(1, :subgroups) AS n;
RESET session_replication_role;

VACUUM ANALYZE;
