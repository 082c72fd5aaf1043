"""A corrective action from the draft to the end, and the gates that hold it up."""

import pytest

BETTER: list[list[float | None]] = [[74.00, 74.01, 73.99, 74.02, 74.00] for _ in range(8)]
SAME: list[list[float | None]] = [[74.03, 74.05, 74.04, 74.05, 74.03] for _ in range(8)]


async def judged(case):
    answer = await case.as_("verifier").post("/v1/effectiveness-results", json={"capa_id": str(case.capa.id)})
    assert answer.status_code == 201, answer.text
    return answer.json()


def missing(answer) -> set[str]:
    assert answer.status_code in {403, 409}, answer.text
    return {guard["code"] for guard in answer.json()["transition"]["guards"]}


async def test_an_8d_that_worked_is_closed(case, do_jobs):
    await case.to("effectiveness_pending")
    await case.measured(100, BETTER)
    await do_jobs()
    capa = await case.read("verifier")
    assert (capa["verdict"], capa["iteration"], capa["open_actions"]) == ("effective", 1, 0)
    await case.moved("verifier", "confirm")
    closed = await case.moved("manager", "close")
    assert (closed["status"], closed["allowed_actions"]) == ("closed", ["add_source"])
    signatures = (await case.as_("owner").get(f"/v1/capas/{case.capa.id}/signatures")).json()["items"]
    assert [(one["meaning"], one["valid"]) for one in signatures] == [
        ("approved", True), ("verified", True), ("approved", True),
    ]  # fmt: skip


async def test_the_verdict_says_what_it_was_computed_from(case):
    await case.to("effectiveness_pending")
    await case.measured(100, BETTER)
    found = await judged(case)
    assert (found["verdict"], found["n"], found["baseline_n"]) == ("effective", 40, 40)
    assert found["value"] == pytest.approx(74.004)
    assert found["baseline_value"] == pytest.approx(74.04)
    assert found["chance"] < 1e-10


async def test_what_did_not_work_goes_back_for_another_round(case):
    await case.to("effectiveness_pending")
    await case.measured(100, SAME)
    assert (await judged(case))["verdict"] == "ineffective"
    assert missing(await case.move("verifier", "confirm")) == {"not_effective"}
    back = await case.moved("verifier", "send_back", "Nothing changed")
    assert (back["status"], back["iteration"], back["window_to"], back["verdict"]) == ("analysed", 2, None, None)
    assert missing(await case.move("manager", "plan")) == {"cause_without_action", "no_frozen_plan"}
    again = await case.to("effectiveness_pending")
    assert again["iteration"] == 2


async def test_too_little_data_decides_nothing_and_the_window_is_extended_once(case, do_jobs):
    await case.to("effectiveness_pending")
    await case.measured(100, BETTER[:2])
    assert (await judged(case))["shortfalls"] == ["too_few"]
    assert missing(await case.move("verifier", "send_back", "Unclear")) == {"not_ineffective"}
    extended = await case.moved("verifier", "extend", "Machine stood still")
    assert (extended["extended"], extended["verdict"]) == (True, None)
    assert missing(await case.move("verifier", "confirm")) == {"window_open", "not_effective"}
    early = await case.as_("verifier").post("/v1/effectiveness-results", json={"capa_id": str(case.capa.id)})
    assert (early.status_code, early.json()["code"]) == (409, "window_open")


async def test_a_cause_is_verified_by_somebody_else_and_as_it_reads(case):
    await case.to("contained")
    cause = await case.cause("occurrence", verified=False)
    assert missing(await case.do("member", "root-causes", cause["id"], "verify")) == {"sod_3"}
    assert (await case.do("owner", "root-causes", cause["id"], "verify")).json()["status"] == "verified"
    changed = await case.as_("sponsor").patch(f"/v1/root-causes/{cause['id']}", json={"text": "Something else"})
    assert (changed.json()["status"], changed.json()["verified_by"]) == ("pending", None)
    assert missing(await case.do("sponsor", "root-causes", cause["id"], "verify")) == {"sod_3"}
    assert missing(await case.move("owner", "analyse")) == {"cause_pending", "no_occurrence", "no_escape"}


async def test_an_action_waits_for_those_before_it(case):
    await case.to("analysed")
    first = await case.action("corrective")
    second = await case.action("corrective", depends_on=[first["id"]])
    await case.as_("member").patch(f"/v1/capa-actions/{second['id']}", json={"evidence": "Done"})
    assert missing(await case.do("member", "capa-actions", second["id"], "finish")) == {"waits_for_others"}
    await case.finish(first)
    assert (await case.do("member", "capa-actions", second["id"], "finish")).status_code == 200
    assert missing(await case.do("member", "capa-actions", second["id"], "verify")) == {"sod_acting"}
    foreign = await case.as_("owner").post(
        "/v1/capa-actions",
        json={"capa_id": str(case.capa.id), "kind": "corrective", "text": "x", "due_on": "2030-01-01",
              "owner_id": str(case.people["member"].id), "depends_on": [str(case.capa.id)]},
    )  # fmt: skip
    assert (foreign.status_code, foreign.json()["code"]) == (422, "other_capa")


async def test_the_verifier_has_no_part_in_it(case):
    await case.to("analysed")
    for part in ("owner", "member", "sponsor"):
        plan = await case.plan(verifier_id=str(case.people[part].id))
        assert missing(await case.freeze(plan)) == {"verifier_involved"}, part
    own = await case.plan("manager", verifier_id=str(case.people["manager"].id))
    assert missing(await case.freeze(own)) == {"verifier_involved"}, "who wrote the plan"


async def test_a_frozen_plan_is_replaced_by_a_second_person_who_says_why(case):
    await case.to("planned")
    softer = await case.plan(alpha=None, threshold=74.05)
    assert missing(await case.freeze(softer)) == {"not_second_person"}
    unsaid = await case.freeze(softer, "manager")
    assert (unsaid.status_code, unsaid.json()["code"]) == (422, "reason_required")
    replaced = await case.freeze(softer, "manager", "The gage was changed")
    assert (replaced.json()["status"], replaced.json()["reason"]) == ("frozen", "The gage was changed")
    plans = (await case.as_("verifier").get("/v1/effectiveness-plans", params={"capa_id": str(case.capa.id)})).json()
    assert [plan["status"] for plan in plans["items"]] == ["frozen", "replaced"]
    signed = (await case.as_("owner").get(f"/v1/capas/{case.capa.id}/signatures")).json()["items"]
    assert [one["valid"] for one in signed] == [False], "what was signed reads otherwise now"


async def test_an_agreed_date_moves_only_with_a_quality_manager_and_the_first_is_kept(case):
    await case.to("initiated")
    refused = await case.as_("owner").patch(f"/v1/capas/{case.capa.id}", json={"due_on": "2031-01-01"})
    assert (refused.status_code, refused.json()["code"]) == (409, "due_date_agreed")
    change = await case.add("owner", "capa-due-changes", due_on="2030-12-31", reason="Parts come late")
    assert missing(await case.do("owner", "capa-due-changes", change["id"], "approve")) >= {"not_quality_manager"}
    assert (await case.do("manager", "capa-due-changes", change["id"], "approve")).status_code == 200
    capa = await case.read()
    assert (capa["due_on"], capa["original_due_on"]) == ("2030-12-31", "2030-06-30")


async def test_who_is_not_part_of_it_sees_title_and_status_only(case):
    await case.to("analysed")
    seen = await case.read("outsider")
    assert (seen["title"], seen["status"], seen["whole"]) == ("Bores too wide after tool change", "analysed", False)
    hidden = ("owner_id", "sponsor_id", "team", "sources", "problem", "due_on", "verdict", "open_actions")
    assert {seen[name] for name in hidden} == {None}
    for part in ("root-causes", "capa-actions", "effectiveness-plans"):
        listed = await case.as_("outsider").get(f"/v1/{part}", params={"capa_id": str(case.capa.id)})
        assert listed.json()["items"] == []
    cause = (await case.as_("owner").get("/v1/root-causes")).json()["items"][0]
    assert (await case.as_("outsider").get(f"/v1/root-causes/{cause['id']}")).status_code == 404


async def test_a_draft_is_seen_by_its_people_only(case):
    assert (await case.as_("outsider").get(f"/v1/capas/{case.capa.id}")).status_code == 404
    assert (await case.as_("owner").get(f"/v1/capas/{case.capa.id}")).status_code == 200


async def test_containment_is_waived_by_a_quality_manager_with_a_reason(case):
    await case.to("described")
    path, body = f"/v1/capas/{case.capa.id}/containment-waiver", {"reason": "Nothing left in stock"}
    assert (await case.as_("owner").put(path, json=body)).status_code == 403
    assert (await case.as_("manager").put(path, json=body)).status_code == 200
    assert (await case.moved("owner", "contain"))["status"] == "contained"


async def test_a_closed_one_comes_back_when_a_source_is_added(case, make):
    await case.to("effectiveness_pending")
    await case.measured(100, BETTER)
    await judged(case)
    await case.moved("verifier", "confirm")
    await case.moved("manager", "close")
    assert missing(await case.move("manager", "reopen", "Again")) == {"no_recurrence"}
    again = await make.nonconformance()
    path = f"/v1/capas/{case.capa.id}/sources"
    assert (await case.as_("owner").post(path, json={"nonconformance_id": str(again.id)})).status_code in {200, 201}
    reopened = await case.moved("manager", "reopen", "It came back")
    assert (reopened["status"], reopened["iteration"], reopened["closed_at"]) == ("analysed", 2, None)
    assert reopened["resolution"] is None


async def test_how_it_ended_is_on_the_record(case):
    assert (await case.to("prevented"))["resolution"] is None, "a reason on the way is not how it ended"
    other = await case.make.capa()
    cancelled = await case.make.post(
        f"{other.path}/transitions", {"action": "cancel", "reason": "Same as another"}, on=other
    )
    assert cancelled.body["resolution"] == "Same as another"


@pytest.mark.parametrize("source", [{}, {"reference": "letter", "signal_id": "01a211f1-d6d0-7488-b1d9-9a01990c33d6"}])
async def test_a_source_is_one_thing(case, source):
    body = {"title": "x", "risk": "minor", "process_id": case.characteristic.body["process"]["id"], "sources": [source]}
    answer = await case.as_("owner").post("/v1/capas", json=body)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/sources/0")
