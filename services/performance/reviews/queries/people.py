"""What becomes of reviews when people move, leave and come back."""

from sqlalchemy import text

from shared.database.statements import Statement

MANAGER_NOW = Statement(
    text("""
WITH lines AS (
    SELECT line.manager_id, line.effective_from
    FROM performance.assignments line JOIN performance.reviews review ON review.subject_id = line.person_id
    WHERE review.id = CAST(:review_id AS uuid) AND line.effective_from <= CAST(:today AS date)
),
latest AS (SELECT manager_id FROM lines ORDER BY effective_from DESC LIMIT 1)
SELECT latest.manager_id, (
    SELECT min(effective_from) FROM lines WHERE effective_from > coalesce((
        SELECT max(effective_from) FROM lines WHERE manager_id IS DISTINCT FROM latest.manager_id), '-infinity')
) AS since
FROM latest WHERE latest.manager_id IS NOT NULL
""")
)
"""Who leads the subject today, and since when without a break."""

AWAY = Statement(
    text("""
SELECT starts_on, ends_on FROM performance.absences
WHERE person_id = CAST(:person_id AS uuid) AND excluded_from_period
""")
)

LEAVERS = Statement(
    text("""
WITH gone AS (
    SELECT review.id, EXISTS (
        SELECT FROM performance.review_assignments one
        WHERE one.review_id = review.id AND one.role = 'manager' AND one.status = 'submitted') AS written
    FROM performance.reviews review
    JOIN performance.review_cycles cycle ON cycle.id = review.cycle_id AND cycle.status = 'running'
    JOIN performance.people subject ON subject.id = review.subject_id AND subject.status = 'terminated'
    WHERE review.status IN ('collecting', 'evaluated', 'on_hold')
),
waived AS (
    UPDATE performance.review_assignments one
    SET status = 'waived', updated_at = CAST(:now AS timestamptz), version = one.version + 1
    FROM gone WHERE one.review_id = gone.id AND one.status IN ('nominated', 'pending', 'in_progress')
)
UPDATE performance.reviews review
SET status = 'excluded', exclusion_reason = 'terminated', updated_at = CAST(:now AS timestamptz),
    version = review.version + 1
FROM gone WHERE review.id = gone.id AND NOT gone.written
RETURNING review.id, review.version
""")
)
"""Whoever has left is excluded, unless the manager wrote already; nothing is asked about them any more."""

ORPHANS = Statement(
    text("""
WITH left_open AS (
    SELECT one.*, CASE WHEN one.role = 'manager' THEN (
        SELECT heir.id FROM performance.people heir
        WHERE heir.status = 'active' AND heir.id <> review.subject_id AND heir.id IN (
            (SELECT line.manager_id FROM performance.assignments line
                WHERE line.person_id = review.subject_id AND line.effective_from <= CAST(:today AS date)
                ORDER BY line.effective_from DESC LIMIT 1),
            (SELECT above.reviewer_id FROM performance.review_assignments above
                WHERE above.review_id = review.id AND above.role = 'second_manager' LIMIT 1),
            cycle.fallback_reviewer_id)
        ORDER BY heir.id = cycle.fallback_reviewer_id LIMIT 1) END AS heir_id
    FROM performance.review_assignments one
    JOIN performance.reviews review ON review.id = one.review_id
    JOIN performance.review_cycles cycle ON cycle.id = review.cycle_id AND cycle.status = 'running'
    JOIN performance.people reviewer ON reviewer.id = one.reviewer_id AND reviewer.status = 'terminated'
    WHERE one.status IN ('nominated', 'pending', 'in_progress')
),
heirs AS (
    INSERT INTO performance.review_assignments (id, created_at, updated_at, version, review_id, reviewer_id, role,
        period_from, period_to, due_on, closes_on, time_zone, status)
    SELECT gen_random_uuid(), CAST(:now AS timestamptz), CAST(:now AS timestamptz), 1, review_id, heir_id, role,
        period_from, period_to, due_on, closes_on, time_zone, 'pending'
    FROM left_open WHERE heir_id IS NOT NULL
    ON CONFLICT (org_id, review_id, reviewer_id, role) DO NOTHING
)
UPDATE performance.review_assignments one
SET status = CASE WHEN left_open.heir_id IS NULL THEN 'waived' ELSE 'reassigned' END,
    updated_at = CAST(:now AS timestamptz), version = one.version + 1
FROM left_open WHERE one.id = left_open.id AND (one.role <> 'manager' OR left_open.heir_id IS NOT NULL)
RETURNING one.id, one.version
""")
)
"""What those who left had still to write: managers' work goes to who leads now, other work is waived."""
