"""What the answers come to: calculated again whenever they change, proposed beside it, and explained."""

import json

import pytest

from tests.performance.reviews.conftest import ANSWERS, MINE, NOW


@pytest.fixture
async def evaluated(world):
    await world.written("manager", "manager")
    return world


async def explained(world, who):
    return await world.who[who].get(f"/v1/reviews/{world.review}/score/explanation")


async def test_the_managers_answers_are_the_score(evaluated):
    """Results 60: (0.75 + 0.5) / 2; conduct 40: 0.6 · 0.75 + 0.4 · 0.5."""
    review = await evaluated.shown()
    assert (review["status"], review["score"]) == (
        "evaluated",
        {"stage": "calculated", "level": 4, "value": 0.635, "not_rated": None},
    )


async def test_the_explanation_reproduces_the_number_from_its_inputs(evaluated):
    found = (await explained(evaluated, "hr")).json()
    assert (found["reproduced"], found["value"], found["shown"], found["coverage"]) == (True, 0.635, 3.54, 1.0)
    assert [(one["key"], one["value"]) for one in found["sections"]] == [("results", 0.625), ("conduct", 0.65)]
    assert found["inputs"]["assignments"][0]["ratings"] == ANSWERS
    assert (found["formula_version"], len(found["inputs_hash"])) == (1, 64)


async def test_a_changed_input_is_told(evaluated, sql):
    changed = "UPDATE performance.review_scores SET value = 0.9 WHERE review_id = $1"
    await sql.execute(changed, evaluated.review)
    assert (await explained(evaluated, "hr")).json()["reproduced"] is False


async def test_scores_are_rows_that_stay(evaluated, nominated, sql):
    await evaluated.take("hr", "manager", "reopen", reason="A typo.")
    await evaluated.answer("manager", "manager", {"quality": 3}, known_version=1)
    await evaluated.take("manager", "manager", "submit")
    await evaluated.take("hr", "manager", "reopen", reason="Nothing.")
    await evaluated.take("manager", "manager", "submit")
    rows = await sql.fetch(
        "SELECT number, stage, value, supersedes_id IS NULL AS first FROM performance.review_scores"
        " WHERE review_id = $1 ORDER BY number",
        evaluated.review,
    )
    assert [(row["number"], row["stage"], float(row["value"]), row["first"]) for row in rows] == [
        (1, "calculated", 0.635, True),
        (2, "calculated", 0.56, False),
    ]


async def test_nobody_rewrites_a_score_not_even_the_service(app, evaluated, sql):
    granted = await sql.fetch(
        """SELECT privilege_type FROM information_schema.role_table_grants
        WHERE table_schema = 'performance' AND table_name = 'review_scores' AND grantee LIKE '%app%'"""
    )
    assert {row["privilege_type"] for row in granted} == {"SELECT", "INSERT"}


async def test_another_level_is_proposed_with_a_reason_and_the_calculated_one_stays(evaluated):
    path = f"/v1/reviews/{evaluated.review}/proposals"
    manager = evaluated.who["manager"]
    assert (await manager.post(path, json={"level": 5})).json()["code"] == "justification_required"
    assert (await manager.post(path, json={"level": 6, "justification": "x"})).json()["code"] == "no_such_level"
    proposed = await manager.post(path, json={"level": 5, "justification": "Saved the year."})
    assert proposed.json()["score"]["stage"] == "proposed"
    assert (await explained(evaluated, "manager")).json()["level"] == 4
    for name in ("subject", "top", "dotted", "hr"):
        assert (await evaluated.who[name].post(path, json={"level": 4})).status_code == 403


async def test_peers_who_answer_late_do_not_count_where_their_role_has_no_weight(evaluated, nominated):
    await nominated("peer")
    await evaluated.written("peer", "peer", dict.fromkeys(ANSWERS, 2))
    assert (await evaluated.shown())["score"]["value"] == 0.635


async def test_the_subject_is_told_nothing_before_the_release(evaluated):
    seen = await evaluated.shown("subject")
    assert (seen["score"], "explain" in seen["allowed_actions"]) == (None, False)
    assert (await explained(evaluated, "subject")).status_code == 403
    assert (await explained(evaluated, "stranger")).status_code == 404
    for name in ("manager", "top", "partner"):
        found = (await explained(evaluated, name)).json()
        assert (found["inputs"], {role["role"] for part in found["sections"] for role in part["roles"]}) == (
            None,
            {"manager"},
        )


async def test_what_another_policy_would_have_said_changes_nothing(make, evaluated, sql, org):
    bands = [{"level": 1, "least": 0}, {"level": 2, "least": 0.6}, {"level": 5, "least": 0.99}]
    policy = await make.scoring_policy("strict", bands=bands)

    async def everything():
        rows = await sql.fetch("SELECT * FROM performance.review_scores WHERE org_id = $1 ORDER BY id", org)
        return [dict(row) for row in rows]

    before, path = await everything(), f"/v1/review-cycles/{evaluated.cycle.id}/what-if"
    found = await evaluated.who["hr"].get(path, params={"scoring_policy_id": str(policy.id)})
    assert found.json() == {
        "reviews": 1,
        "levels": {"4": 1},
        "levels_then": {"2": 1},
        "changed": 1,
        "changes": [{"review_id": evaluated.review, "level": 4, "level_then": 2}],
    }
    assert await everything() == before
    assert (await evaluated.who["manager"].get(path, params={"scoring_policy_id": str(policy.id)})).status_code == 403


async def test_a_veto_of_the_manager_caps_the_level(client, make, do_jobs):
    boss = await make.person()
    subject = await make.person(boss)
    items = [
        {"key": "safety", "prompt": "Safe?", "critical": True, "veto_level": 1, "weight": 1},
        {"key": "output", "prompt": "Output?", "weight": 9},
    ]
    sections = [{"key": "all", "title": "All", "items": items}]
    template = await make.review_template(await make.rating_scale(), sections)
    phases = [{"kind": "manager_review", "opens_on": "2026-11-15", "due_on": "2099-12-15"}]
    body = {"name": "Year", "starts_on": "2026-01-01", "ends_on": "2026-12-31", "roles": ["manager"], "phases": phases}
    forms = {"template_id": str(template.id), "fallback_reviewer_id": str(subject.id)}
    cycle = await make.move(await make.post("/v1/review-cycles", body | forms), "schedule")
    await client(None, "review_cycles:write").post(f"{cycle.path}/launch", headers=NOW)
    await do_jobs()
    manager = client(boss, *MINE)
    mine = (await manager.get("/v1/review-assignments", params={"reviewer_id": str(boss.id)})).json()["items"]
    [assignment] = [one for one in mine if one["subject"]["id"] == str(subject.id)]
    path = f"/v1/review-assignments/{assignment['id']}"
    for item, level in (("safety", 1), ("output", 5)):
        await manager.put(f"{path}/answers", json={"item": item, "level": level})
    assert (await manager.post(f"{path}/transitions", json={"action": "submit"}, headers=NOW)).status_code == 200
    found = (await manager.get(f"/v1/reviews/{assignment['review_id']}/score/explanation")).json()
    assert (found["value"], found["level"], found["vetoes"]) == (0.9, 1, ["safety"])


async def test_events_tell_that_and_not_what(evaluated, events):
    for event in await events():
        told = json.dumps(event["data"], default=str)
        assert not any(f'"{word}"' in told for word in ("ratings", "inputs", "answers", "coverage"))
