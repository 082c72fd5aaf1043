"""What a score follows from, of one review or of all of a cycle."""

from sqlalchemy import text

from shared.database.statements import Statement

SAID = Statement(
    text("""
SELECT review.id, CAST(json_build_object(
    'sections', template.sections, 'levels', scale.levels, 'rules', policy.rules, 'targets', review.targets,
    'sources', json_build_object('template_id', template.id, 'rating_scale_id', scale.id,
        'scoring_policy_id', policy.id),
    'assignments', (
        SELECT coalesce(json_agg(json_build_object('id', one.id, 'role', one.role, 'period_from', one.period_from,
            'period_to', one.period_to, 'answers', submitted.answers) ORDER BY one.id), '[]')
        FROM performance.review_assignments one JOIN LATERAL (
            SELECT answers FROM performance.review_submissions submission
            WHERE submission.assignment_id = one.id ORDER BY submission.number DESC LIMIT 1
        ) submitted ON true
        WHERE one.review_id = review.id AND one.status = 'submitted'),
    'away', (
        SELECT coalesce(json_agg(json_build_object('starts_on', leave.starts_on, 'ends_on', leave.ends_on)
            ORDER BY leave.starts_on), '[]')
        FROM performance.absences leave
        WHERE leave.person_id = review.subject_id AND leave.excluded_from_period
            AND leave.starts_on <= cycle.ends_on AND leave.ends_on >= cycle.starts_on)
) AS text) AS said
FROM performance.reviews review
JOIN performance.review_cycles cycle ON cycle.id = review.cycle_id
JOIN performance.review_templates template ON template.id = review.template_id
JOIN performance.rating_scales scale ON scale.id = template.rating_scale_id
JOIN performance.scoring_policies policy ON policy.id = cycle.scoring_policy_id
WHERE review.id = CAST(:review_id AS uuid) OR review.cycle_id = CAST(:cycle_id AS uuid) AND review.status <> 'excluded'
ORDER BY review.id
""")
)

LAST_SCORES = Statement(
    text("""
SELECT DISTINCT ON (stage) id, number, stage, level, inputs_hash FROM performance.review_scores
WHERE review_id = CAST(:review_id AS uuid) ORDER BY stage, number DESC
""")
)
"""The row that counts of each stage."""

SCORE_IN_FORCE = Statement(
    text("""
SELECT id, number, stage, value, coverage, level, not_rated, CAST(inputs AS text) AS inputs, inputs_hash
FROM performance.review_scores
WHERE review_id = CAST(:review_id AS uuid) AND inputs IS NOT NULL ORDER BY number DESC LIMIT 1
""")
)
"""The latest that was calculated."""

CALCULATED_OF = Statement(
    text("""
SELECT DISTINCT ON (review_id) review_id, level, value FROM performance.review_scores
WHERE review_id = ANY (CAST(:review_ids AS uuid[])) AND stage = 'calculated' ORDER BY review_id, number DESC
""")
)
