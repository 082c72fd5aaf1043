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

CREATE TRIGGER touch_insert AFTER INSERT ON performance.absences REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION performance.touch_owned();

CREATE TRIGGER touch_update AFTER UPDATE ON performance.absences REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION performance.touch_owned();

CREATE TRIGGER touch_delete AFTER DELETE ON performance.absences REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION performance.touch_owned();
