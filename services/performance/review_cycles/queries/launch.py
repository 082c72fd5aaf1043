"""Preview and launch of a cycle: one query says who is reviewed, and both begin with it."""

from sqlalchemy import text

from shared.database.statements import Statement

POPULATION = """
cycle AS (
    SELECT cycle.*,
        EXISTS (
            SELECT FROM jsonb_array_elements(template.sections) section WHERE section ->> 'kind' = 'competencies'
        ) AS asks_competencies,
        EXISTS (
            SELECT FROM jsonb_array_elements(template.sections) section WHERE section ->> 'kind' = 'goals'
        ) AS asks_goals
    FROM performance.review_cycles cycle JOIN performance.review_templates template ON template.id = cycle.template_id
    WHERE cycle.id = CAST(:cycle_id AS uuid)
),
placed AS (
    SELECT person.id AS subject_id, person.display_name, person.time_zone, person.hired_on, place.*
    FROM cycle CROSS JOIN performance.people person
    CROSS JOIN LATERAL (
        SELECT manager_id, org_unit_id, job_profile_id, job_level_id, fte, ends_employment
        FROM performance.assignments assignment
        WHERE assignment.person_id = person.id AND assignment.effective_from <= CAST(:today AS date)
        ORDER BY assignment.effective_from DESC LIMIT 1
    ) place
    WHERE NOT place.ends_employment
        AND (cycle.org_unit_ids = '{}' OR place.org_unit_id = ANY (cycle.org_unit_ids))
        AND person.id > CAST(:after AS uuid)
    ORDER BY person.id LIMIT CAST(:size AS integer)
),
population AS (
    SELECT placed.*, manager.id AS reviewer_id,
        coalesce(placed.hired_on, cycle.starts_on) + cycle.min_service_days > cycle.ends_on + 1 AS is_short,
        CASE
            WHEN manager.id IS NULL AND 'manager' = ANY (cycle.roles) THEN 'no_manager'
            WHEN cycle.asks_competencies AND competencies.found IS NULL THEN 'no_competency_expectations'
            WHEN overlap.id IS NOT NULL THEN 'overlapping_review'
        END AS blocked,
        jsonb_build_object('competencies', coalesce(competencies.found, '[]'), 'goals', coalesce(goals.found, '[]'))
            AS targets
    FROM cycle CROSS JOIN placed
    LEFT JOIN LATERAL (
        SELECT person.id, person.time_zone FROM performance.people person
        WHERE person.id IN (placed.manager_id, cycle.fallback_reviewer_id) AND person.id <> placed.subject_id
            AND person.status = 'active'
        ORDER BY person.id = placed.manager_id DESC LIMIT 1
    ) manager ON true
    LEFT JOIN LATERAL (
        SELECT jsonb_agg(
            jsonb_build_object('id', expected.competency_id, 'title', said.name, 'weight', '1',
                'expected', expected.expected_proficiency)
            ORDER BY said.name, said.id) AS found
        FROM (
            SELECT DISTINCT ON (begun.competency_id) begun.*
            FROM (
                SELECT DISTINCT ON (row.competency_id, row.job_profile_id) row.*
                FROM performance.competency_expectations row
                WHERE row.job_level_id = placed.job_level_id AND row.effective_from <= cycle.ends_on
                    AND (row.job_profile_id IS NULL OR row.job_profile_id = placed.job_profile_id)
                ORDER BY row.competency_id, row.job_profile_id, row.effective_from DESC
            ) begun
            WHERE begun.expected_proficiency IS NOT NULL
            ORDER BY begun.competency_id, begun.job_profile_id NULLS LAST
        ) expected
        JOIN performance.competency_versions said ON said.id = expected.competency_version_id
        WHERE cycle.asks_competencies
    ) competencies ON true
    LEFT JOIN LATERAL (
        SELECT jsonb_agg(jsonb_build_object('id', goal.id, 'title', goal.title, 'weight', goal.weight::text)
            ORDER BY goal.id) AS found
        FROM performance.goals goal
        WHERE cycle.asks_goals AND goal.owner_id = placed.subject_id AND goal.level = 'individual'
            AND goal.status IN ('active', 'at_grading', 'closed')
            AND goal.starts_on <= cycle.ends_on AND goal.due_on >= cycle.starts_on
    ) goals ON true
    LEFT JOIN LATERAL (
        SELECT review.id
        FROM performance.reviews review JOIN performance.review_cycles other ON other.id = review.cycle_id
        WHERE review.subject_id = placed.subject_id AND other.id <> cycle.id AND other.kind = cycle.kind
            AND other.purpose = 'evaluative' AND cycle.purpose = 'evaluative'
            AND other.status <> 'cancelled' AND review.status <> 'excluded'
            AND other.starts_on <= cycle.ends_on AND cycle.starts_on <= other.ends_on
        LIMIT 1
    ) overlap ON true
)
"""
"""Who works here today in the units of the cycle, some after the last seen, and what stands in the way of a review."""

PREVIEW = Statement(
    text(f"""
WITH {POPULATION},
known AS (SELECT subject_id FROM performance.reviews WHERE cycle_id = CAST(:cycle_id AS uuid)),
new AS (SELECT * FROM population WHERE subject_id NOT IN (SELECT subject_id FROM known)),
stuck AS (SELECT subject_id, display_name, blocked FROM new WHERE blocked IS NOT NULL)
SELECT CAST(json_build_object(
    'people', (SELECT count(*) FROM population),
    'reviews', (SELECT count(*) FROM new WHERE blocked IS NULL),
    'excluded', (SELECT count(*) FROM new WHERE blocked IS NULL AND is_short),
    'known', (SELECT count(*) FROM known),
    'blocking', (SELECT coalesce(json_object_agg(blocked, many), '{{}}')
        FROM (SELECT blocked, count(*) AS many FROM stuck GROUP BY blocked) counted),
    'blocked', (SELECT coalesce(json_agg(json_build_object(
            'person', json_build_object('id', subject_id, 'display_name', display_name), 'code', blocked)), '[]')
        FROM (SELECT * FROM stuck ORDER BY display_name, subject_id LIMIT 200) first)
) AS text)
""")  # noqa: S608  # of our own constant
)

LAUNCH = Statement(
    text(f"""
WITH {POPULATION},
made AS (
    INSERT INTO performance.reviews (
        id, created_at, updated_at, version, cycle_id, subject_id, template_id, manager_id, org_unit_id, job_profile_id,
        job_level_id, fte, targets, status, exclusion_reason)
    SELECT gen_random_uuid(), CAST(:now AS timestamptz), CAST(:now AS timestamptz), 1, cycle.id,
        subject_id, cycle.template_id, reviewer_id, org_unit_id,
        job_profile_id, job_level_id, fte, targets, CASE WHEN is_short THEN 'excluded' ELSE 'collecting' END,
        CASE WHEN is_short THEN 'min_service' END
    FROM population CROSS JOIN cycle
    WHERE blocked IS NULL
    ON CONFLICT (org_id, cycle_id, subject_id) DO NOTHING
    RETURNING id, subject_id, manager_id, status
),
asked AS (
    SELECT made.id AS review_id, subject_id AS reviewer_id, 'self' AS role FROM made
    UNION SELECT id, manager_id, 'manager' FROM made WHERE manager_id IS NOT NULL
    UNION SELECT made.id, line.manager_id, 'second_manager' FROM made CROSS JOIN LATERAL (
        SELECT manager_id FROM performance.assignments line
        WHERE line.person_id = made.manager_id AND line.effective_from <= CAST(:today AS date)
        ORDER BY line.effective_from DESC LIMIT 1
    ) line WHERE line.manager_id IS NOT NULL
    UNION SELECT made.id, link.related_id, 'dotted_line' FROM made
        JOIN performance.relationships link ON link.person_id = made.subject_id AND link.kind = 'dotted_line'
            AND link.valid_from <= CAST(:today AS date)
            AND (link.valid_to IS NULL OR link.valid_to >= CAST(:today AS date))
        WHERE link.related_id <> made.manager_id
    UNION SELECT made.id, report.person_id, 'direct_report' FROM made
        JOIN performance.assignments report ON report.manager_id = made.subject_id
            AND report.effective_from <= CAST(:today AS date) AND NOT EXISTS (
                SELECT FROM performance.assignments later
                WHERE later.person_id = report.person_id AND later.effective_from > report.effective_from
                    AND later.effective_from <= CAST(:today AS date))
),
assigned AS (
    INSERT INTO performance.review_assignments (
        id, created_at, updated_at, version, review_id, reviewer_id, role, period_from, period_to, due_on, closes_on,
        time_zone, status)
    SELECT gen_random_uuid(), CAST(:now AS timestamptz), CAST(:now AS timestamptz), 1,
        asked.review_id, asked.reviewer_id, asked.role, cycle.starts_on,
        cycle.ends_on, CAST(phase ->> 'due_on' AS date), CAST(phase ->> 'closes_on' AS date),
        CASE cycle.deadline_policy WHEN 'participant_tz' THEN reviewer.time_zone WHEN 'cycle_tz' THEN cycle.time_zone
            ELSE 'Etc/GMT+12' END,
        'pending'
    FROM asked CROSS JOIN cycle JOIN made ON made.id = asked.review_id AND made.status = 'collecting'
    JOIN performance.people reviewer ON reviewer.id = asked.reviewer_id AND reviewer.status = 'active'
    LEFT JOIN LATERAL (
        SELECT phase FROM jsonb_array_elements(cycle.phases) phase
        WHERE phase ->> 'kind' = CASE asked.role WHEN 'self' THEN 'self_review' WHEN 'manager' THEN 'manager_review'
            WHEN 'second_manager' THEN 'manager_review' ELSE 'peer_review' END
    ) phase ON true
    WHERE asked.role = ANY (cycle.roles) AND (asked.role = 'self' OR asked.reviewer_id <> made.subject_id)
    ON CONFLICT (org_id, review_id, reviewer_id, role) DO NOTHING
    RETURNING 1
)
SELECT (SELECT max(subject_id::text) FROM population) AS last, (SELECT count(*) FROM population) AS seen,
    (SELECT count(*) FROM made) AS made, (SELECT count(*) FROM assigned) AS assigned
""")  # noqa: S608  # of our own constant
)
"""The next part of the population: whoever has a review already keeps it."""

PEOPLE = Statement(text("SELECT count(*) FROM performance.people WHERE status = 'active'"))
