"""What waits for somebody, across records, and for nobody else."""

from datetime import UTC, datetime, timedelta

import pytest

from services.quality.inbox.rules import GATES, WORKFLOWS, InboxKind, state
from services.quality.roles.rules import ROLES, Role
from shared.testing import counting
from tests.quality.capas.conftest import MANAGER, USER, Case, case  # noqa: F401 # the fixture
from tests.quality.conftest import EVERYTHING

REPORTER = tuple(ROLES[Role.REPORTER])
BOARD = tuple(ROLES[Role.REVIEW_BOARD])
ENGINEER = tuple(ROLES[Role.QUALITY_ENGINEER])


@pytest.fixture
def waiting(client):
    async def gates(who, scopes=REPORTER, **query):
        answer = await client(who, *scopes).get("/v1/inbox", params=query)
        assert answer.status_code == 200, answer.text
        return [(item["number"], item["gate"]) for item in answer.json()["items"]]

    return gates


def test_every_gate_is_a_step_that_leads_on_from_one_state():
    for kind, gates in GATES.items():
        for gate in gates:
            assert state(kind, gate)
            assert gate in WORKFLOWS[kind].steps


@pytest.mark.parametrize(
    ("status", "gate"),
    [
        ("open", "contain"), ("contained", "review"), ("under_review", "propose_disposition"),
        ("dispositioned", "execute"), ("executing", "submit"), ("verifying", None), ("closed", None),
    ],
)  # fmt: skip
async def test_an_owner_has_the_steps_of_an_owner(make, waiting, status, gate):
    record = await make.at(status)
    found = [(record.body["number"], gate)] if gate else []
    assert await waiting(make.owner(record)) == found
    assert await waiting(make.person()) == []


async def test_a_draft_waits_for_its_reporter_and_its_owner_only(make, waiting):
    reporter, owner = make.person(), make.person()
    record = await make.nonconformance(reporter, owner_id=str(owner.id))
    for who in (reporter, owner):
        assert await waiting(who) == [(record.body["number"], "open")]
    assert await waiting(make.person(), EVERYTHING) == []


async def test_the_board_decides_and_engineers_close(make, waiting):
    reviewed, verified = await make.at("under_review"), await make.at("verifying")
    assert await waiting(make.person(), BOARD) == [(reviewed.body["number"], "dispose")]
    assert await waiting(make.person(), ENGINEER) == [(verified.body["number"], "close")]
    assert await waiting(make.owner(verified), ENGINEER) == []


async def test_a_deputy_is_told_for_whom(client, make, waiting):
    record, deputy = await make.opened(), make.person()
    body = {
        "deputy_id": str(deputy.id),
        "valid_to": str(datetime.now(UTC).date() + timedelta(days=5)),
        "reason": "Away",
    }
    await make.post("/v1/deputies", body, by=make.owner(record))
    (item,) = (await client(deputy, *REPORTER).get("/v1/inbox")).json()["items"]
    assert (item["id"], item["gate"], item["for_id"]) == (str(record.id), "contain", str(make.owner(record).id))


async def test_pages_go_on_where_the_one_before_ended(client, make):
    owner = make.person()
    records = [await make.opened(owner, due_at="2026-01-06T00:00:00Z") for _ in range(5)]
    seen, cursor = [], None
    while True:
        query = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        page = (await client(owner, *REPORTER).get("/v1/inbox", params=query)).json()
        seen += page["items"]
        if (cursor := page["next_cursor"]) is None:
            break
    assert [item["id"] for item in seen] == [str(record.id) for record in records]
    assert all(item["overdue"] for item in seen)


async def test_each_gate_of_a_capa_waits_for_whoever_passes_it(waiting, case, client):  # noqa: F811
    people, number = case.people, case.capa.body["number"]

    async def waits_for():
        named = {name: MANAGER if name == "manager" else USER for name in people}
        scoped = {name: ("nonconformances:read", *scopes) for name, scopes in named.items()}
        return {name: gates for name, scopes in scoped.items() if (gates := await waiting(people[name], scopes))}

    assert await waits_for() == {"manager": [(number, "initiate")]}
    await case.to("described")
    contained = await case.action("containment")
    assert await waits_for() == {"owner": [(number, "contain")], "member": [(number, "finish")]}
    await case.finish(contained)
    assert {name for name, gates in (await waits_for()).items() if (number, "verify") in gates} == {
        "owner", "sponsor", "manager",
    }  # fmt: skip
    await case.do("owner", "capa-actions", contained["id"], "verify")
    await case.moved("owner", "contain")
    await case.cause("occurrence", verified=False)
    found = await waits_for()
    assert {name for name, gates in found.items() if (number, "verify") in gates} == {"owner", "sponsor", "manager"}
    await case.add("owner", "capa-due-changes", due_on="2031-01-01", reason="Parts are late")
    assert (number, "approve") in (await waits_for())["manager"]
    assert (number, "approve") not in (await waits_for())["owner"]


async def test_a_verifier_is_asked_when_the_window_is_over(waiting, case, sql):  # noqa: F811
    await case.to("effectiveness_pending")
    verifier, scopes = case.people["verifier"], ("nonconformances:read", *USER)
    assert await waiting(verifier, scopes, kind="capa") == [(case.capa.body["number"], "confirm")]
    await sql.execute("UPDATE quality.capas SET window_to = now() + interval '1 day' WHERE id = $1", case.capa.id)
    assert await waiting(verifier, scopes) == []


async def test_it_is_one_statement_between_begin_and_commit(app, client, make):
    record = await make.opened()
    reader = client(make.owner(record), *EVERYTHING)
    await reader.get("/v1/inbox")
    with counting(app) as sent:
        await reader.get("/v1/inbox")
    assert len(sent) == 3
    assert set(GATES) == set(InboxKind)
