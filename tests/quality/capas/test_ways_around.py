"""Ways around the gates of a corrective action that somebody might try, each of them shut."""

import pytest

from tests.quality.capas.test_capas import BETTER, SAME, judged, missing


async def pending(case, values=BETTER):
    await case.to("effectiveness_pending")
    await case.measured(100, values)
    return await judged(case)


async def test_who_owned_it_does_not_verify_it_after_handing_it_on(case):
    await case.to("analysed")
    path, sponsor = f"/v1/capas/{case.capa.id}", str(case.people["sponsor"].id)
    assert (await case.as_("owner").patch(path, json={"owner_id": sponsor})).status_code == 200
    plan = await case.plan("manager", verifier_id=str(case.people["owner"].id))
    assert missing(await case.freeze(plan, "manager")) == {"verifier_involved"}


async def test_who_owned_it_does_not_cancel_it_after_handing_it_on(case):
    await case.to("initiated")
    path = f"/v1/capas/{case.capa.id}"
    for name in ("manager", "owner"):
        patched = await case.as_("manager").patch(path, json={"owner_id": str(case.people[name].id)})
        assert patched.status_code == 200
    assert missing(await case.move("manager", "cancel", "No more")) == {"sod_2"}


async def test_who_left_the_team_does_not_verify_it(case):
    await case.to("analysed")
    outsider, member = (str(case.people[name].id) for name in ("outsider", "member"))
    path = f"/v1/capas/{case.capa.id}/team"
    for team in ([outsider, member], [member]):
        staffed = await case.as_("owner").put(path, json={"people": team})
        assert set(staffed.json()["team"]) == set(team)
    plan = await case.plan(verifier_id=outsider)
    assert missing(await case.freeze(plan)) == {"verifier_involved"}


@pytest.mark.parametrize("way", ["handed on", "cancelled"])
async def test_who_had_something_to_do_in_it_does_not_verify_it(case, way):
    await case.to("analysed")
    outsider, member = (str(case.people[name].id) for name in ("outsider", "member"))
    action = await case.action("corrective", owner_id=outsider)
    if way == "cancelled":
        answer = await case.do("owner", "capa-actions", action["id"], "cancel", "Too dear")
    else:
        answer = await case.as_("owner").patch(f"/v1/capa-actions/{action['id']}", json={"owner_id": member})
    assert answer.status_code == 200, answer.text
    plan = await case.plan(verifier_id=outsider)
    assert missing(await case.freeze(plan)) == {"verifier_involved"}


async def test_who_wrote_a_cause_does_not_verify_it_after_another_added_a_word(case):
    await case.to("contained")
    cause = await case.cause("occurrence", verified=False)
    path = f"/v1/root-causes/{cause['id']}"
    assert (await case.as_("sponsor").patch(path, json={"evidence": "Seen"})).status_code == 200
    for name in ("member", "sponsor"):
        assert missing(await case.do(name, "root-causes", cause["id"], "verify")) == {"sod_3"}
    assert (await case.do("owner", "root-causes", cause["id"], "verify")).status_code == 200


async def test_who_gave_an_action_away_does_not_verify_it(case):
    await case.to("described")
    action = await case.action("containment", owner_id=str(case.people["sponsor"].id))
    handed_on = {"owner_id": str(case.people["member"].id), "evidence": "Photograph"}
    patched = await case.as_("sponsor").patch(f"/v1/capa-actions/{action['id']}", json=handed_on)
    assert patched.status_code == 200
    await case.finish(action)
    assert missing(await case.do("sponsor", "capa-actions", action["id"], "verify")) == {"sod_acting"}


async def test_no_criterion_is_changed_once_the_verdict_is_known(case):
    """Also not by the second person: a criterion made to fit its data proves nothing."""
    await case.to("planned")
    softer = await case.plan(threshold=75, alpha=None)
    assert (await pending(case, SAME))["verdict"] == "ineffective"
    assert missing(await case.freeze(softer, "manager", "It was too strict")) == {"capa_decided"}


async def test_what_is_open_twice_is_for_a_quality_manager(case):
    await pending(case, BETTER[:2])
    assert missing(await case.move("manager", "start_over", "Enough")) == {"not_extended"}
    await case.moved("verifier", "extend", "Machine stood still")
    over = "UPDATE quality.capas SET window_to = now() - interval '1 day' WHERE id = $1"
    await case.sql.execute(over, case.capa.id)
    assert (await judged(case))["verdict"] == "inconclusive"
    assert missing(await case.move("verifier", "extend", "Once more")) == {"already_extended"}
    assert missing(await case.move("verifier", "send_back", "Unclear")) == {"not_ineffective"}
    again = await case.moved("manager", "start_over", "Another way to measure it")
    assert (again["status"], again["iteration"]) == ("analysed", 2)


async def test_why_nothing_was_done_elsewhere_is_on_the_record_until_the_next_round(case):
    await case.to("implemented")
    assert (await case.moved("owner", "prevent", "No other fixture"))["prevention_waiver"] == "No other fixture"
    await pending(case, SAME)
    assert (await case.moved("verifier", "send_back", "Nothing changed"))["prevention_waiver"] is None


async def test_with_a_preventive_action_no_reason_is_kept(case):
    await case.to("implementing")
    await case.finish(await case.action("preventive"))
    await case.to("implemented")
    assert (await case.moved("owner", "prevent", "As planned"))["prevention_waiver"] is None


@pytest.mark.parametrize(
    "body",
    [{"status": "closed"}, {"original_due_on": "2031-01-01"}, {"window_to": None}, {"iteration": 9},
     {"owner_id": None}],
    ids=lambda body: next(iter(body)),
)  # fmt: skip
async def test_what_gates_live_by_is_no_field(case, body):
    await case.to("initiated")
    assert (await case.as_("owner").patch(f"/v1/capas/{case.capa.id}", json=body)).status_code == 422


@pytest.mark.parametrize("path", ["capas", "capa-actions", "root-causes", "effectiveness-plans"])
async def test_nothing_is_deleted(case, path):
    assert (await case.as_("manager").delete(f"/v1/{path}/{case.capa.id}")).status_code == 405
