"""The life of series, meetings and what was agreed, walked whole: every action from every state by everybody."""

from itertools import product

import pytest

MINE = ("conversations:read", "conversations:write")
BOTH = {"lead", "person"}
TABLES = {
    "one-on-one-series": {"end": {"active": ("ended", BOTH)}},
    "one-on-ones": {"hold": {"scheduled": ("held", BOTH)}, "cancel": {"scheduled": ("cancelled", BOTH)}},
    "action-items": {
        "complete": {"open": ("done", {"person"})},
        "drop": {"open": ("dropped", BOTH)},
        "reopen": {"done": ("open", BOTH), "dropped": ("open", BOTH)},
    },
}
"""4.3.3 and 4.1 of the specification."""
WAYS = {
    "one-on-one-series": {"active": [], "ended": ["end"]},
    "one-on-ones": {"scheduled": [], "held": ["hold"], "cancelled": ["cancel"]},
    "action-items": {"open": [], "done": ["complete"], "dropped": ["drop"]},
}


def foretold(table, state, action, actor):
    if actor not in BOTH:
        return 404
    to, by = table[action].get(state, (None, None))
    if to is not None and actor in by:
        return to
    return 409 if actor in set.union(*(by for _, by in table[action].values())) else 403


async def take(who, path, action):
    said = {"action": action, "reason": "So it is"}
    return await who.post(f"{path}/transitions", json=said, headers={"If-Match": "*"})


@pytest.mark.parametrize("kind", TABLES)
async def test_every_action_from_every_state_is_as_the_table_says(client, make, kind):
    people = {"lead": await make.person(), "colleague": await make.person()}
    people["person"] = await make.person(people["lead"])
    clients = {name: client(person, *MINE) for name, person in people.items()}

    async def made_in(state):
        series = await make.one_on_ones(people["lead"], people["person"])
        meeting = await make.meeting(series, people["lead"])
        action = await make.action_item(meeting, people["person"], people["lead"])
        path = {"one-on-one-series": series, "one-on-ones": meeting, "action-items": action}[kind].path
        for step in WAYS[kind][state]:
            assert (await take(clients["person"], path, step)).status_code == 200
        return path

    came, table = {}, TABLES[kind]
    for state in WAYS[kind]:
        path = await made_in(state)
        for action, actor in product(table, clients):
            listed = await clients[actor].get(f"{path}/transitions")
            answer = await take(clients[actor], path, action)
            moved = answer.status_code == 200
            came[state, action, actor] = answer.json()["status"] if moved else answer.status_code
            if actor in BOTH:
                [told] = [one for one in listed.json()["items"] if one["action"] == action]
                assert told["allowed"] == moved
            path = await made_in(state) if moved else path
    assert len(came) == len(WAYS[kind]) * len(table) * 3
    assert {case: result for case, result in came.items() if result != foretold(table, *case)} == {}
    action, (state, _) = next((name, next(iter(ways.items()))) for name, ways in table.items())
    faulty = table | {action: {state: ("elsewhere", BOTH)}}
    assert [case for case, result in came.items() if result != foretold(faulty, *case)]


async def test_what_is_to_come_was_not_held(client, make):
    lead = await make.person()
    series = await make.one_on_ones(lead, await make.person(lead), first_at="2099-01-01T09:00:00Z")
    answer = await take(client(lead, *MINE), (await make.meeting(series, lead)).path, "hold")
    assert answer.json()["transition"]["guards"][0]["code"] == "not_yet"
