"""Whatever is sent, the answer is a clear refusal, and nobody's list is the worse for it."""

import pytest

from services.performance.people_files.service import imports
from tests.contracts.refusals import lists_of, refuses_all_bad_bodies, refuses_all_bad_queries, still_answers
from tests.performance.conftest import EVERYTHING


@pytest.fixture
async def import_id(client, do_jobs, monkeypatch):
    """Of an import that a job did, because one row is too many here."""
    monkeypatch.setattr(imports, "AT_ONCE", 0)
    importer, body = client(None, "people:import", "jobs:read"), {"source": "hr", "rows": [{"external_id": "1"}]}
    begun = await importer.post("/v1/people/import", json=body)
    await do_jobs()
    return (await importer.get(begun.headers["location"])).json()["result_url"].rpartition("/")[2]


@pytest.fixture
async def form_ids(client, make, do_jobs):
    scale = await make.rating_scale()
    sections = [{"key": "all", "title": "All", "items": [{"key": "work", "prompt": "How good was it?"}]}]
    cycle = {"name": "Year", "starts_on": "2026-01-01", "ends_on": "2026-12-31"}
    phases = [{"kind": "self_review", "opens_on": "2026-12-01", "due_on": "2099-12-31"}]
    person = await make.person()
    planned = await make.post("/v1/review-cycles", cycle | {"roles": ["self"], "phases": phases})
    everything, running = client(person, *EVERYTHING), await make.move(planned, "schedule")
    await everything.post(f"{running.path}/launch", headers={"If-Match": "*"})
    await do_jobs()
    [asked] = (await everything.get("/v1/review-assignments")).json()["items"]
    return {
        "review_id": asked["review_id"],
        "review_assignment_id": asked["id"],
        "review_cycle_id": str((await make.post("/v1/review-cycles", cycle)).id),
        "rating_scale_id": str(scale.id),
        "review_template_id": str((await make.review_template(scale, sections)).id),
        "scoring_policy_id": str((await make.scoring_policy()).id),
    }


@pytest.fixture
async def feedback_ids(client, make):
    me, peer = await make.person(), await make.person()
    request = await make.feedback_request(me, me, peer)
    asked = await client(peer, *EVERYTHING).get("/v1/feedback-invitations")
    return {
        "company_value_id": str((await make.company_value()).id),
        "feedback_id": str((await make.feedback(me, peer)).id),
        "feedback_request_id": str(request.id),
        "feedback_invitation_id": asked.json()["items"][0]["id"],
    }


@pytest.fixture
async def conversation_ids(client, make, feedback_ids):
    lead = await make.person()
    me = await make.person(lead)
    series = await make.one_on_ones(lead, me)
    meeting = await make.meeting(series, lead)
    talked = await client(lead, *EVERYTHING).post(f"{meeting.path}/agenda-items", json={"text": "How is the crane?"})
    plan = await make.development_plan(me)
    note = {"one_on_one_id": str(meeting.id), "text": "It hums."}
    return feedback_ids | {
        "one_on_one_series_id": str(series.id),
        "one_on_one_id": str(meeting.id),
        "agenda_item_id": talked.json()["agenda"][0]["id"],
        "shared_note_id": str((await make.post("/v1/shared-notes", note, by=lead)).id),
        "private_note_id": str((await make.post("/v1/private-notes", note, by=lead)).id),
        "action_item_id": str((await make.action_item(meeting, me, lead)).id),
        "development_plan_id": str(plan.id),
        "development_item_id": str((await make.development_item(plan, me)).id),
    }


@pytest.fixture
async def job_ids(make):
    return {
        "job_family_id": str((await make.job_family()).id),
        "job_profile_id": str((await make.job_profile()).id),
        "job_level_id": str((await make.job_level()).id),
    }


@pytest.fixture
async def ids(make, import_id, form_ids, conversation_ids, job_ids):
    person = await make.person()
    runs = {"title": "The line runs", "kind": "milestone", "milestones": [{"title": "Plan"}, {"title": "Build"}]}
    goal = await make.active_goal(person, key_results=[runs])
    key_result = goal.body["key_results"][0]
    change = {"goal_id": str(goal.id), "kind": "edit", "reason": "Why not", "goal": {"title": "Other"}}
    unit = await make.org_unit()
    standard = await make.standard()
    target = await make.target(standard, org_unit_id=str(unit.id))
    competency = await make.competency()
    [measurement_id] = await make.measured(make.measurement(standard, person))
    other = await make.person()
    return {
        **form_ids,
        **conversation_ids,
        **job_ids,
        "relationship_id": str((await make.relationship(person, other)).id),
        "absence_id": str((await make.absence(person, "2026-01-01", "2026-01-31")).id),
        "delegation_id": str((await make.delegation(other, person)).id),
        "measurement_id": measurement_id,
        "import_id": import_id,
        "mapping_id": str((await make.post("/v1/people/import-mappings", {"name": "hr", "source": "hr"})).id),
        "person_id": str(person.id),
        "goal_id": str(goal.id),
        "parent_goal_id": str((await make.goal(person)).id),
        "goal_cycle_id": str((await make.goal_cycle()).id),
        "goal_policy_id": str((await make.goal_policy()).id),
        "goal_change_id": str((await make.post("/v1/goal-changes", change)).id),
        "check_in_id": str((await make.check_in(goal, 1, milestone_id=key_result["milestones"][0]["id"])).id),
        "key_result_id": key_result["id"],
        "milestone_id": key_result["milestones"][1]["id"],
        "org_unit_id": str(unit.id),
        "org_unit_version_id": str(unit.id),
        "standard_id": str(standard.id),
        "target_id": str(target.id),
        "expectation_id": str((await make.expectation(person=person)).id),
        "competency_id": str(competency.id),
        "competency_version_id": competency.body["draft"]["id"],
        "value": "3",
    }


async def test_every_bad_body_is_refused_and_every_list_still_answers(app, client, make, ids):
    everything = client(await make.person(), *EVERYTHING)
    assert await refuses_all_bad_bodies(everything, app.openapi(), ids) > 500
    await still_answers(everything, lists_of(app.openapi(), ids))


async def test_every_bad_query_is_refused(app, client, make, ids):
    everything = client(await make.person(), *EVERYTHING)
    await refuses_all_bad_queries(everything, lists_of(app.openapi(), ids))


async def test_a_text_body_is_not_taken_for_json(client, make):
    answer = await client(await make.person(), *EVERYTHING).post(
        "/v1/goals", content="{}", headers={"content-type": "text/plain"}
    )
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")
