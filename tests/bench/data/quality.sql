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

INSERT INTO quality.suppliers (id, code, name, version)
SELECT pg_temp.id(n), 'S-' || n, 'Supplier ' || n, 1 FROM generate_series(0, 49) AS n;

INSERT INTO quality.supplier_people (id, supplier_id, person_id, version)
VALUES (pg_temp.id(7), pg_temp.id(7), pg_temp.id(900000007), 1);

INSERT INTO quality.nonconformances
    (id, number, title, description, detected_at, detected_where, severity, process_id, characteristic_id, supplier_id,
     quantity_affected, unit, owner_id, reporter_id, status, stage_since, opened_at, due_at, contain_by, closed_at,
     created_at, version)
SELECT pg_temp.id(n), 'NCR-2026-' || lpad(n::text, 8, '0'), 'Bore too wide', 'By 0.1 mm.', at, 'supplier',
    (ARRAY['minor', 'major', 'critical'])[n % 3 + 1], pg_temp.id(n % 10), pg_temp.id(n % 10),
    CASE WHEN n % 5 = 0 THEN pg_temp.id(n / 5 % 50) END, n % 90 + 1, 'pcs', pg_temp.id(n % 997), pg_temp.id(1), stage,
    at, at, at + interval '60 days', CASE WHEN n % 3 = 2 THEN at + interval '1 day' END,
    CASE WHEN stage = 'closed' THEN at + interval '3 days' END, at, 1
FROM (SELECT n, now() - n * interval '1 minute' AS at, CASE WHEN n % 20 > 0 THEN 'closed' ELSE (ARRAY['open',
    'contained', 'under_review', 'dispositioned', 'executing', 'verifying'])[n / 20 % 6 + 1] END AS stage
    FROM generate_series(0, :subgroups / 2 - 1) AS n) AS numbered;

INSERT INTO quality.nonconformance_causes (id, nonconformance_id, code, created_at, version)
SELECT pg_temp.id(n), pg_temp.id(n), 'cause-' || floor(30 * ((n % 101) / 101.0) ^ 2), now() - n * interval '1 minute', 1
FROM generate_series(0, :subgroups / 2 - 1) AS n WHERE n % 10 > 0;

INSERT INTO quality.nonconformance_costs
    (id, nonconformance_id, category, element, amount, currency, created_at, version)
SELECT pg_temp.id(n), pg_temp.id(n), (ARRAY['internal_failure', 'external_failure', 'appraisal'])[n % 3 + 1], 'Work',
    n % 400 + 0.5, 'EUR', now() - n * interval '1 minute', 1
FROM generate_series(0, :subgroups / 2 - 1) AS n WHERE n % 4 = 1;

INSERT INTO quality.capas
    (id, number, title, kind, method, risk, process_id, sponsor_id, owner_id, author_id, due_on, original_due_on, status,
     iteration, extended, closed_at, created_at, version)
SELECT pg_temp.id(n), 'CAPA-2026-' || lpad(n::text, 8, '0'), 'Bores', 'corrective', 'eight_d', 'major',
    pg_temp.id(n % 10), pg_temp.id(n % 83), pg_temp.id(n % 97), pg_temp.id(2), at::date + 40 + n::int % 3, at::date + 40,
    CASE WHEN n % 5 > 0 THEN 'closed' ELSE (ARRAY['initiated', 'described', 'contained', 'analysed', 'planned',
        'implementing', 'effective'])[n / 5 % 7 + 1] END, 1, false,
    CASE WHEN n % 5 > 0 THEN at + (30 + n % 20) * interval '1 day' END, at, 1
FROM (SELECT n, now() - (45 * 1440 + n * 25) * interval '1 minute' AS at
    FROM generate_series(0, :subgroups / 50 - 1) AS n) AS numbered;

INSERT INTO quality.subgroups
    (id, characteristic_id, taken_at, values, specification_id, source, external_id, revision, recorded_by, version)
SELECT ('00000000-0000-7000-9000-' || lpad(to_hex(n), 12, '0'))::uuid, pg_temp.id(n % 10),
    '2000-01-01T00:00Z'::timestamptz + n * interval '1 minute',
    ARRAY[74 + sin(n) / 100, 74 + cos(n) / 100, 74 + sin(2 * n) / 100, 74 + cos(3 * n) / 100, 74 + sin(5 * n) / 100],
    pg_temp.id(n % 10), 'fill', n::text, 1, pg_temp.id(1), 1
FROM generate_series(1, :subgroups) AS n;
RESET session_replication_role;

VACUUM ANALYZE;
