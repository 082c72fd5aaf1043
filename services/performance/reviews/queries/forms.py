"""What commands ask before they change something."""

from sqlalchemy import text

from shared.database.statements import Statement

FORM = Statement(
    text("""
SELECT CAST(json_build_object('sections', template.sections, 'targets', review.targets,
    'levels', jsonb_array_length(scale.levels), 'missing', policy.rules ->> 'missing') AS text)
FROM performance.reviews review
JOIN performance.review_templates template ON template.id = review.template_id
JOIN performance.rating_scales scale ON scale.id = template.rating_scale_id
JOIN performance.review_cycles cycle ON cycle.id = review.cycle_id
JOIN performance.scoring_policies policy ON policy.id = cycle.scoring_policy_id
WHERE review.id = CAST(:review_id AS uuid)
""")
)
"""What the form of a review asks."""

SAVE = Statement(
    text("""
INSERT INTO performance.review_answers AS known (id, created_at, updated_at, version, assignment_id, item, target_id,
    level, number, answer_text, choices, yes, not_applicable, comment)
VALUES (CAST(:id AS uuid), CAST(:now AS timestamptz), CAST(:now AS timestamptz), 1, CAST(:assignment_id AS uuid),
    CAST(:item AS text), CAST(:target_id AS uuid), CAST(:level AS integer), CAST(:number AS numeric),
    CAST(:answer_text AS text), CAST(:choices AS text[]), CAST(:yes AS boolean), CAST(:not_applicable AS boolean),
    CAST(:comment AS text))
ON CONFLICT (org_id, assignment_id, item, target_id) DO UPDATE SET updated_at = excluded.updated_at,
    version = known.version + 1, level = excluded.level, number = excluded.number, answer_text = excluded.answer_text,
    choices = excluded.choices, yes = excluded.yes, not_applicable = excluded.not_applicable,
    comment = excluded.comment
WHERE known.version = CAST(:known_version AS integer)
RETURNING version
""")
)
"""An answer in place of the version that its writer knew; nothing where somebody else changed it since."""

VERSION_OF_ANSWER = Statement(
    text("""
SELECT version FROM performance.review_answers
WHERE assignment_id = CAST(:assignment_id AS uuid) AND item = CAST(:item AS text)
    AND target_id IS NOT DISTINCT FROM CAST(:target_id AS uuid)
""")
)

SUBMISSIONS = Statement(
    text("SELECT count(*) FROM performance.review_submissions WHERE assignment_id = CAST(:assignment_id AS uuid)")
)

OPEN_MANAGERS = Statement(
    text("""
SELECT count(*) FILTER (WHERE status IN ('pending', 'in_progress')) AS open,
    count(*) FILTER (WHERE status = 'submitted') AS submitted
FROM performance.review_assignments WHERE review_id = CAST(:review_id AS uuid) AND role = 'manager'
""")
)

WAIVE_ALL = Statement(
    text("""
UPDATE performance.review_assignments SET status = 'waived', updated_at = CAST(:now AS timestamptz),
    version = version + 1
WHERE review_id = CAST(:review_id AS uuid) AND status IN ('nominated', 'pending', 'in_progress') RETURNING id
""")
)
"""Nothing is deleted: what was written stays, and what was submitted counts again after a reinstatement."""

REOPEN_ALL = Statement(
    text("""
UPDATE performance.review_assignments SET status = 'in_progress', updated_at = CAST(:now AS timestamptz),
    version = version + 1
WHERE review_id = CAST(:review_id AS uuid) AND status = 'waived' RETURNING id
""")
)
