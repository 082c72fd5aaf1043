"""Whoever looks: the list, the summary and the organisation's dashboard count the same goals."""

from collections import Counter

import pytest

from services.performance.goals.rules.states import GoalStatus, Visibility

READS = ("goals:read", "summary:read", "productivity:read")
HEALTHS = ("on_track", "at_risk", "off_track", "not_updated", "done")
VIEWERS = (
    "owner", "lead", "top", "colleague", "stranger", "partner", "dotted", "deputy", "helper", "doer", "head", "member",
    "gone", "outsider", "hr",
)  # fmt: skip


@pytest.fixture
async def viewers(make, sql):
    """People who stand to the owner of some goals in every way there is; `outsider` is no person at all."""
    ops, far = await make.org_unit("ops"), await make.org_unit("far")

    def place(unit, lead=None):
        led = {} if lead is None else {"manager_id": str(lead.id)}
        return {"effective_from": "2020-01-01", "org_unit_id": str(unit.id)} | led

    people = {"top": await make.person(assignment=place(far))}
    people["lead"] = await make.person(assignment=place(far, people["top"]))
    for name in ("owner", "colleague"):
        people[name] = await make.person(assignment=place(ops, people["lead"]))
    for name in ("stranger", "partner", "dotted", "deputy", "helper", "doer", "head", "member", "gone"):
        people[name] = await make.person()
    owned = await make.org_unit("owned", head_id=str(people["head"].id))
    await make.assignment(people["member"], org_unit_id=str(owned.id), effective_from="2020-01-02")
    await make.relationship(people["owner"], people["partner"], "hrbp")
    await make.relationship(people["owner"], people["dotted"], "dotted_line")
    await make.delegation(people["lead"], people["deputy"])
    await goals_of(make, people, owned)
    await sql.execute("UPDATE performance.people SET status = 'terminated' WHERE id = $1", people["gone"].id)
    return people | {"outsider": None, "hr": None}


async def goals_of(make, people, unit):
    """Of every visibility, begun and not: the owner's, and one each of others; some with helpers, some done."""
    for place, visibility in enumerate(Visibility):
        await make.goal(people["owner"], visibility=visibility)
        active = await make.active_goal(people["owner"], visibility=visibility)
        await make.check_in(active, 20 * place + 10)
        await make.move(await make.active_goal(people["owner"], visibility=visibility), "cancel", reason="Not now")
        await make.active_goal(owner_unit_id=str(unit.id), level="org_unit", visibility=visibility)
        await make.active_goal(people["stranger"], visibility=visibility)
    await make.active_goal(people["gone"], visibility="public")
    await make.active_goal(people["top"], level="team", visibility="chain", due_on="2020-12-31", starts_on="2020-01-01")
    helped = await make.active_goal(people["owner"], visibility="private")
    await make.post(f"{helped.path}/contributors", {"person_id": str(people["helper"].id), "role": "Helps"})
    doer = {"title": "Days saved", "target_value": 100, "owner_id": str(people["doer"].id)}
    await make.check_in(await make.active_goal(people["owner"], visibility="private", key_results=[doer]), 100)


def numbers_of(goals, check_ins, gone, today):
    """What a summary has to say of these, counted here."""
    active = [goal for goal in goals if goal["status"] == "active"]
    overdue = sum(goal["due_on"] < today for goal in active)
    measured = [goal["progress_percent"] for goal in active if goal["progress_percent"] is not None]
    mean = pytest.approx(sum(measured) / len(measured)) if measured else None
    held = [goal for goal in active if goal["owner"] and goal["owner"]["id"] != str(gone.id)]
    return {
        "goals": dict.fromkeys(GoalStatus, 0) | Counter(goal["status"] for goal in goals) | {"overdue": overdue},
        "goal_progress": {"percent": mean, "measured": len(measured), "goals": len(active)},
        "goal_health": dict.fromkeys(HEALTHS, 0) | Counter(goal["health"] for goal in active),
        "people_with_active_goal": len({goal["owner"]["id"] for goal in held}),
        "goal_coverage": len({goal["owner"]["id"] for goal in held if goal["level"] == "individual"}),
        "check_ins_last_30_days": len(check_ins),
    }


@pytest.fixture(params=[2, -1], ids=["what is seen is added", "what is hidden is taken away"], autouse=True)
def most_led(request, monkeypatch):
    """Both ways to count, whoever leads how many."""
    monkeypatch.setattr("services.performance.dashboards.rules.MOST_LED", request.param)


@pytest.mark.parametrize("folded", [False, True])
async def test_everybody_is_told_of_what_their_list_shows(viewers, client, do_jobs, folded):
    if folded:
        await do_jobs(scheduled="counters.fold")
    seen = {}
    for name in VIEWERS:
        looking = client(viewers[name], *READS, *(["goals:read:all"] if name == "hr" else []))

        async def read(path, of=looking):
            return (await of.get(f"/v1/{path}")).json()

        goals, check_ins = [(await read(f"{path}?limit=200"))["items"] for path in ("goals", "check-ins")]
        summary, company = await read("summary"), await read("dashboards/company")
        expected = numbers_of(goals, check_ins, viewers["gone"], summary["as_of"][:10])
        told = summary | {metric["key"]: metric["numerator"] for metric in summary["metrics"]}
        told |= {key: company[key] for key in ("goal_health", "goal_progress")}
        assert {key: told[key] for key in expected} == expected, name
        assert (summary["goal_progress"], summary["metrics"]) == (company["goal_progress"], company["metrics"]), name
        seen[name] = len(goals)
    assert seen["hr"] == max(seen.values())
    assert len(set(seen.values())) > 6
