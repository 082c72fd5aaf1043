"""How often a request goes to the database: as often for many rows as for one."""

import pytest
from sqlalchemy import event

from shared.database import connections
from tests.performance.conftest import EVERYTHING

MINE = ("goals:read", "goals:write")
ABOUT_TYPES = ("pg_type", "'jit'")
"""What the driver asks once a connection."""


@pytest.fixture
def statements(app, monkeypatch):
    """What goes to the database from now on, in its order; `clear()` it before the request that counts."""
    sent, usual = [], connections.bind_tenant

    async def bind(connection, org_id, begin):
        connection.add_query_logger(log)
        await usual(connection, org_id, begin)

    def log(query):
        if not any(word in query.query for word in ABOUT_TYPES):
            sent.append(query.query)

    def by_session(_connection, _cursor, statement, *_):
        sent.append(statement)

    monkeypatch.setattr(connections, "bind_tenant", bind)
    engine = app.state.house.database._commands.sync_engine
    event.listen(engine, "before_cursor_execute", by_session)
    yield sent
    event.remove(engine, "before_cursor_execute", by_session)


async def test_many_goals_are_changed_in_as_many_statements_as_two(client, make, statements):
    me = await make.person()
    goals = [await make.active_goal(me) for _ in range(12)]
    everything, counted = client(None, *EVERYTHING), []
    for some in (goals[:2], goals[2:]):
        rows = [{"id": str(goal.id), "patch": {"title": f"New {goal.id}", "weight": 2}} for goal in some]
        statements.clear()
        answer = await everything.post("/v1/goals:batch", json={"rows": rows})
        assert answer.json()["summary"]["updated"] == len(some)
        counted.append(list(statements))
    assert len(counted[0]) == len(counted[1])


async def test_a_check_in_goes_up_the_tree_in_ten_statements(client, make, statements):
    me = await make.person()
    goal, team = await make.active_goal(me), await make.active_goal(me, level="team", progress_method="children")
    top = await make.active_goal(me, level="company", progress_method="children")
    await make.contributes(goal, team)
    await make.contributes(team, top)
    mine, body = client(me, *MINE), {"key_result_id": goal.body["key_results"][0]["id"], "value": 5}
    statements.clear()
    await mine.post("/v1/check-ins", json=body)
    assert len(statements) == 10
