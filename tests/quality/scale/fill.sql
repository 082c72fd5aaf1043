-- :first and :last are put in as numbers: subgroups of five, a minute apart; every tenth is of the one that is asked for.
SET session_replication_role = replica;
SET app.org_id = '00000000-0000-7000-8000-0000000000aa';
INSERT INTO quality.subgroups
    (id, characteristic_id, taken_at, values, specification_id, source, external_id, revision, recorded_by, version)
SELECT ('00000000-0000-7000-9000-' || lpad(to_hex(n), 12, '0'))::uuid, asked.ids[1 + n % 10],
    '2000-01-01T00:00Z'::timestamptz + n * interval '1 minute',
    ARRAY[74 + sin(n) / 100, 74 + cos(n) / 100, 74 + sin(2 * n) / 100, 74 + cos(3 * n) / 100, 74 + sin(5 * n) / 100],
    ':specification', 'fill', n::text, 1, ':specification', 1
FROM generate_series(:first, :last) AS n, (SELECT ':characteristics'::uuid[] AS ids) AS asked;
VACUUM ANALYZE quality.subgroups;
