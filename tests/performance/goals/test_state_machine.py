"""The life of a goal, walked whole: every action from every state by every kind of actor, against the table."""

from itertools import product

import pytest

from tests.performance.conftest import EVERYTHING

MINE = ("goals:read", "goals:write")
HR = (*MINE, "goals:read:all", "goals:write:all")
ACTORS = ("owner", "lead", "top", "hr", "contributor", "colleague")
STATES = ("draft", "proposed", "active", "at_grading", "closed", "cancelled", "archived")
REASON = {"return", "cancel", "reopen"}
RIGHT = {
    "submit": "not_setter", "approve": "not_approver", "return": "not_approver", "publish": "not_publisher",
    "end": "not_setter", "grade": "not_approver", "cancel": "not_canceller", "archive": "not_setter",
    "reopen": "not_hr",
}  # fmt: skip
SETTERS, DECIDERS = {"owner", "lead", "hr"}, {"lead", "top", "hr"}
TABLE = {
    # action: {from: (to, by)}
    "submit": {"draft": ("proposed", SETTERS)},
    "approve": {"proposed": ("active", DECIDERS)},
    "return": {"proposed": ("draft", DECIDERS)},
    "publish": {"draft": ("active", {"owner", *DECIDERS})},
    "end": {"active": ("at_grading", SETTERS)},
    "grade": {"at_grading": ("closed", DECIDERS)},
    "cancel": {
        "draft": ("cancelled", {"owner", *DECIDERS}),
        "proposed": ("cancelled", {"owner", *DECIDERS}),
        "active": ("cancelled", DECIDERS),
    },
    "archive": {"closed": ("archived", SETTERS), "cancelled": ("archived", SETTERS)},
    "reopen": {
        "closed": ("active", {"hr"}), "cancelled": ("active", {"hr"}), "archived": ("active", {"hr"}),
    },
}  # fmt: skip
"""4.3.1 of the specification; people start their own goals as the default policy lets them."""


@pytest.fixture
async def actors(client, make):
    people = {"top": await make.person()}
    people["lead"] = await make.person(lead=people["top"])
    people["owner"] = await make.person(lead=people["lead"])
    people |= {name: await make.person() for name in ("hr", "contributor", "colleague")}
    clients = {name: client(person, *(HR if name == "hr" else MINE)) for name, person in people.items()}
    return people, clients


@pytest.fixture
def goal_in(client, make, actors):
    """`await goal_in("closed")`: a goal that may be graded, in that state, with somebody who helps."""
    ways = {
        "draft": [], "proposed": ["submit"], "active": ["publish"], "at_grading": ["publish", "end"],
        "closed": ["publish", "end", "grade"], "cancelled": ["cancel"], "archived": ["cancel", "archive"],
    }  # fmt: skip
    people, everything = actors[0], client(None, *EVERYTHING)

    async def made(state):
        goal = await make.goal(
            people["owner"], visibility="public", key_results=[{"title": "Days saved", "target_value": 100}]
        )
        await everything.post(f"{goal.path}/contributors", json={"person_id": str(people["contributor"].id)})
        for action in ways[state]:
            if action == "grade":
                await everything.put(f"{goal.path}/score", json={"final_score": 1})
            assert (await take(everything, goal, action)).status_code == 200
        if state == "at_grading":
            await everything.put(f"{goal.path}/score", json={"final_score": 1})
        return goal

    return made


async def take(who, goal, action):
    said = {"action": action} | ({"reason": "So it is"} if action in REASON else {})
    return await who.post(f"{goal.path}/transitions", json=said, headers={"If-Match": "*"})


def sees(actor, state):
    return actor != "colleague" or state not in {"draft", "proposed"}


def foretold(table, state, action, actor):
    """What the table says: the state it leads to, or the status and the guards of the refusal, rights first."""
    if not sees(actor, state):
        return 404, []
    to, by = table[action].get(state, (None, None))
    if to is not None and actor in by:
        return to
    entitled = actor in (by if by is not None else set.intersection(*(set(one) for _, one in table[action].values())))
    right, wrong = [] if entitled else [RIGHT[action]], ["wrong_state"] if to is None else []
    unscored = ["no_score"] if action == "grade" and state not in {"at_grading", "closed"} else []
    return 403 if right else 409, right + wrong + unscored


async def walked(actors, goal_in):
    """What came of every action: the next state, or the refusal. Who is refused leaves the goal for the next to try."""
    came = {}
    for state in STATES:
        goal = await goal_in(state)
        for action, actor in product(TABLE, ACTORS):
            answer = await take(actors[1][actor], goal, action)
            if answer.status_code == 200:
                came[state, action, actor] = answer.json()["status"]
                goal = await goal_in(state)
            else:
                refused = answer.json().get("transition", {"guards": []})
                came[state, action, actor] = answer.status_code, [guard["code"] for guard in refused["guards"]]
    return came


def differences(came, table):
    return {case: (result, foretold(table, *case)) for case, result in came.items() if result != foretold(table, *case)}


async def test_every_action_from_every_state_by_everybody_is_as_the_table_says(actors, goal_in):
    came = await walked(actors, goal_in)
    assert len(came) == len(STATES) * len(TABLE) * len(ACTORS)
    assert differences(came, TABLE) == {}
    planted = [
        ("grade", "closed", {"hr"}),
        ("end", "at_grading", {*SETTERS, "colleague"}),
        ("cancel", "closed", DECIDERS),
    ]
    for action, to, by in planted:
        faulty = TABLE | {action: TABLE[action] | {"active": (to, by)}}
        assert ("active", action) in {case[:2] for case in differences(came, faulty)}


async def test_what_is_listed_as_possible_is_what_is_possible(actors, goal_in):
    for state in STATES:
        goal = await goal_in(state)
        for actor, who in actors[1].items():
            listed = await who.get(f"{goal.path}/transitions")
            shown = await who.get(goal.path)
            if not sees(actor, state):
                assert (listed.status_code, shown.status_code) == (404, 404)
                continue
            allowed = {one["action"]: one["to"] for one in listed.json()["items"] if one["allowed"]}
            expected = {action: foretold(TABLE, state, action, actor) for action in TABLE}
            assert allowed == {action: to for action, to in expected.items() if isinstance(to, str)}, (state, actor)
            assert set(shown.json()["allowed_actions"]) & set(TABLE) == set(allowed)
            for one in listed.json()["items"]:
                guards = [guard["code"] for guard in one["guards"]]
                assert one["allowed"] or guards == expected[one["action"]][1], (state, actor, one["action"])
