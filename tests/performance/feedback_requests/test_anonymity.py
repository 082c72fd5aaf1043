"""Anonymous answers: all at once, none of fewer than three, and nothing that tells whose one is."""

import re

import pytest

MINE = ("feedback:read", "feedback:write")
HR = (*MINE, "feedback:read:all", "feedback:write:all")
TRACE = re.compile('"trace_id":"[0-9a-f]+"')
ANY = {"If-Match": "*"}


@pytest.fixture
async def people(make):
    people = {"lead": await make.person()}
    people["me"] = await make.person(people["lead"])
    return people | {name: await make.person() for name in ("hr", "a", "b", "c", "d")}


@pytest.fixture
def everything_seen(client, people):
    """All that who asked, their lead and HR can fetch, in the bytes they get, save the trace."""

    async def fetched(request):
        told: dict[tuple[str, str], object] = {}
        for name in ("me", "lead", "hr"):
            who = client(people[name], *(HR if name == "hr" else MINE))
            for path in (request.path, "/v1/feedback-requests", "/v1/feedback-invitations", "/v1/feedback"):
                answer = await who.get(path, params={} if path == request.path else {"include_total": True})
                told[name, path] = answer.status_code, TRACE.sub("", answer.text), answer.headers.get("etag")
            for author in "abcd":
                found = await who.get("/v1/feedback", params={"author_id": str(people[author].id)})
                told[name, author] = found.json()["items"]
            told[name, "steps"] = TRACE.sub("", (await who.get(f"{request.path}/transitions")).text)
        return told

    return fetched


@pytest.fixture
def submits(client, people):
    async def answered(name):
        mine = client(people[name], *MINE)
        path = f"/v1/feedback-invitations/{(await mine.get('/v1/feedback-invitations')).json()['items'][0]['id']}"
        assert (await mine.put(f"{path}/answer", json={"body": f"From {name}"})).status_code == 200
        sent = await mine.post(f"{path}/transitions", json={"action": "submit"}, headers=ANY)
        assert sent.status_code == 200, sent.text

    return answered


async def test_until_it_is_closed_nobody_sees_that_anything_happened(make, people, everything_seen, submits, events):
    request = await make.feedback_request(
        people["me"], people["me"], *(people[name] for name in "abcd"), anonymous=True
    )
    before, noted = await everything_seen(request), await events()
    for name in "abc":
        await submits(name)
        assert await everything_seen(request) == before
        assert await events() == noted


async def test_closed_it_shows_all_answers_in_one_moment_without_their_authors(client, make, people, submits, events):
    request = await make.feedback_request(
        people["me"], people["me"], *(people[name] for name in "abcd"), anonymous=True
    )
    for name in "abc":
        await submits(name)
    close = await client(people["me"], *MINE).post(f"{request.path}/transitions", json={"action": "close"}, headers=ANY)
    assert (close.json()["status"], close.json()["answers"]) == ("closed", 3)
    for name in ("me", "lead", "hr"):
        who = client(people[name], *(HR if name == "hr" else MINE))
        shown = (await who.get("/v1/feedback")).json()["items"]
        assert len(shown) == 3
        for field in ("created_at", "updated_at", "shared_at", "version", "author", "external_author"):
            assert len({str(one[field]) for one in shown}) == 1, field
        assert shown[0]["author"] is None
        assert not [one for one in shown if one["id"][14] == "7"], "a version 7 id tells its time"
        for author in "abcd":
            found = await who.get("/v1/feedback", params={"author_id": str(people[author].id)})
            assert found.json()["items"] == []
    assert not [one for one in await events() if one["type"].startswith(("feedback.", "feedback_invitation."))]
    own = (await client(people["a"], *MINE).get("/v1/feedback")).json()["items"]
    assert [(one["author"]["id"], one["body"]) for one in own] == [(str(people["a"].id), "From a")]


async def test_fewer_than_three_answers_are_never_shown(client, make, people, submits):
    request = await make.feedback_request(people["me"], people["me"], *(people[name] for name in "abc"), anonymous=True)
    for name in "ab":
        await submits(name)
    mine = client(people["me"], *MINE)
    closed = await mine.post(f"{request.path}/transitions", json={"action": "close"}, headers=ANY)
    assert closed.json()["answers"] == 0
    assert (await mine.get("/v1/feedback")).json()["items"] == []


async def test_invitations_are_seen_by_who_was_asked_and_by_nobody_else(client, make, people):
    await make.feedback_request(people["me"], people["me"], *(people[name] for name in "abc"), anonymous=True)
    seen = {}
    for name in people:
        listed = await client(people[name], *(HR if name == "hr" else MINE)).get("/v1/feedback-invitations")
        seen[name] = len(listed.json()["items"])
    assert seen == {"lead": 0, "me": 0, "hr": 0, "a": 1, "b": 1, "c": 1, "d": 0}
