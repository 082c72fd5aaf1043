"""The life of feedback and of what asks for it, walked whole: every action from every state by everybody."""

from itertools import product

import pytest

MINE = ("feedback:read", "feedback:write")
HR = (*MINE, "feedback:read:all", "feedback:write:all")
REASON = {"hide", "withdraw", "decline", "cancel"}
FEEDBACK = {
    # action: {from: (to, by)}
    "share": {"draft": ("shared", {"author"})},
    "withdraw": {"shared": ("withdrawn", {"author"})},
    "hide": {"shared": ("hidden", {"hr"})},
}
FEEDBACK_SEEN = {
    "draft": {"author"},
    "shared": {"author", "subject", "manager", "hr"},
    "withdrawn": {"author", "subject"},
    "hidden": {"author", "subject", "hr"},
}
INVITATION = {
    "start": {"pending": ("started", {"respondent"})},
    "submit": {"started": ("submitted", {"respondent"})},
    "decline": {"pending": ("declined", {"respondent"}), "started": ("declined", {"respondent"})},
    "reopen": {"submitted": ("started", {"requester"})},
}
REQUEST = {"close": {"open": ("closed", {"requester"})}, "cancel": {"open": ("cancelled", {"requester"})}}
"""4.3.2 of the specification."""


def foretold(table, seen, state, action, actor):
    """The state it leads to, or the status of the refusal."""
    if actor not in seen[state]:
        return 404
    to, by = table[action].get(state, (None, None))
    if to is not None and actor in by:
        return to
    entitled = set.union(*(set(one) for _, one in table[action].values()))
    return 409 if actor in entitled else 403


async def take(who, path, action):
    said = {"action": action} | ({"reason": "So it is"} if action in REASON else {})
    return await who.post(f"{path}/transitions", json=said, headers={"If-Match": "*"})


async def walked(clients, made_in, table, states):
    came = {}
    for state in states:
        path = await made_in(state)
        for action, actor in product(table, clients):
            answer = await take(clients[actor], path, action)
            moved = answer.status_code == 200
            came[state, action, actor] = answer.json()["status"] if moved else answer.status_code
            path = await made_in(state) if moved else path
    return came


def differences(came, table, seen):
    return {case for case, result in came.items() if result != foretold(table, seen, *case)}


@pytest.fixture
async def people(make):
    people = {"manager": await make.person()}
    people["subject"] = await make.person(people["manager"])
    return people | {name: await make.person() for name in ("author", "hr", "colleague", "respondent", "other")}


def signed_in(client, people, **roles):
    return {role: client(people[name], *(HR if name == "hr" else MINE)) for role, name in roles.items()}


async def test_feedback_moves_as_its_table_says(client, make, people):
    roles = {name: name for name in ("author", "subject", "manager", "hr", "colleague")}
    clients = signed_in(client, people, **roles)

    async def made_in(state):
        draft = await make.feedback(people["author"], people["subject"], visibility="subject_and_manager")
        if state != "draft":
            await take(clients["author"], draft.path, "share")
            await clients["subject"].put(f"{draft.path}/read")
        for name, (action, actor) in {"withdrawn": ("withdraw", "author"), "hidden": ("hide", "hr")}.items():
            if state == name:
                assert (await take(clients[actor], draft.path, action)).status_code == 200
        return draft.path

    came = await walked(clients, made_in, FEEDBACK, FEEDBACK_SEEN)
    assert len(came) == 4 * 3 * 5
    assert differences(came, FEEDBACK, FEEDBACK_SEEN) == set()
    faulty = FEEDBACK | {"share": {"draft": ("shared", {"author"}), "withdrawn": ("shared", {"author"})}}
    assert differences(came, faulty, FEEDBACK_SEEN) == {("withdrawn", "share", "author")}


async def invitation_in(clients, make, people, state):
    """Of a request that stays open, because somebody else has not answered."""
    await make.feedback_request(people["subject"], people["subject"], people["respondent"], people["other"])
    mine = clients["respondent"]
    path = f"/v1/feedback-invitations/{(await mine.get('/v1/feedback-invitations')).json()['items'][0]['id']}"
    if state in {"started", "submitted"}:
        await mine.put(f"{path}/answer", json={"body": "You asked before you changed it."})
    for name, action in {"submitted": "submit", "declined": "decline"}.items():
        if state == name:
            assert (await take(mine, path, action)).status_code == 200
    return path


async def test_an_invitation_moves_as_its_table_says(client, make, people):
    roles = {"respondent": "respondent", "requester": "subject", "hr": "hr", "manager": "manager", "other": "other"}
    clients = signed_in(client, people, **roles)
    states = ("pending", "started", "submitted", "declined", "expired")
    seen = {state: {"respondent", "requester", "hr"} for state in states}

    async def made_in(state):
        path = await invitation_in(clients, make, people, state)
        if state == "expired":
            request = (await clients["respondent"].get(path)).json()["request_id"]
            assert (await take(clients["requester"], f"/v1/feedback-requests/{request}", "close")).status_code == 200
        return path

    came = await walked(clients, made_in, INVITATION, states)
    assert len(came) == 5 * 4 * 5
    assert differences(came, INVITATION, seen) == set()
    faulty = INVITATION | {"submit": {state: ("submitted", {"respondent"}) for state in ("started", "pending")}}
    assert differences(came, faulty, seen) == {("pending", "submit", "respondent")}


async def test_a_request_moves_as_its_table_says(client, make, people):
    roles = {"requester": "manager", "subject": "subject", "hr": "hr", "respondent": "respondent"}
    clients = signed_in(client, people, **roles)
    states = ("open", "closed", "cancelled")
    seen = {state: {"requester", "hr"} for state in states}

    async def made_in(state):
        request = await make.feedback_request(people["manager"], people["subject"], people["respondent"])
        for name, action in {"closed": "close", "cancelled": "cancel"}.items():
            if state == name:
                await take(clients["requester"], request.path, action)
        return request.path

    came = await walked(clients, made_in, REQUEST, states)
    assert len(came) == 3 * 2 * 4
    assert differences(came, REQUEST, seen) == set()


async def test_what_is_listed_as_possible_is_what_is_possible(client, make, people):
    clients = signed_in(client, people, respondent="respondent", requester="subject", hr="hr")
    for state in ("pending", "started", "submitted", "declined"):
        path = await invitation_in(clients, make, people, state)
        for actor, who in clients.items():
            listed = (await who.get(f"{path}/transitions")).json()["items"]
            allowed = {one["action"] for one in listed if one["allowed"]}
            assert allowed == {name for name, ways in INVITATION.items() if actor in ways.get(state, ("", ()))[1]}
            assert set((await who.get(path)).json()["allowed_actions"]) & set(INVITATION) == allowed
