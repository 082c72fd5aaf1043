"""Somebody outside answers by a link that is shown once and worth nothing afterwards."""

import httpx
import pytest

MINE = ("feedback:read", "feedback:write")
ANY = {"If-Match": "*"}
GUEST = "/v1/guest/feedback-invitation"


@pytest.fixture
async def asked(client, make):
    me = await make.person()
    request = await make.feedback_request(me, me, external_emails=["ada@example.com"], message="How was the audit?")
    mine = client(me, *MINE)
    [invitation] = (await mine.get("/v1/feedback-invitations")).json()["items"]
    return mine, request, f"/v1/feedback-invitations/{invitation['id']}"


@pytest.fixture
def guest(client):
    def signed_in(token):
        who = client(None)
        who.headers["Authorization"] = f"Bearer {token}"
        return who

    return signed_in


async def linked(mine, path):
    answer = await mine.put(f"{path}/link")
    assert answer.status_code == 200, answer.text
    return answer.json()["token"]


async def test_a_guest_reads_what_is_asked_answers_and_is_gone(asked, guest):
    mine, request, path = asked
    who = guest(await linked(mine, path))
    shown = (await who.get(GUEST)).json()
    assert (shown["message"], shown["status"], shown["answer"]) == ("How was the audit?", "pending", None)
    written = await who.put(f"{GUEST}/answer", json={"kind": "praise", "body": "Well prepared."})
    assert (written.json()["status"], written.json()["answer"]["body"]) == ("started", "Well prepared.")
    sent = await who.post(f"{GUEST}/transitions", json={"action": "submit"}, headers=ANY)
    assert sent.json()["status"] == "submitted"
    assert (await who.get(GUEST)).status_code == 401
    [feedback] = (await mine.get("/v1/feedback")).json()["items"]
    assert (feedback["author"], feedback["external_author"]) == (None, "ada@example.com")
    assert (await mine.get(request.path)).json()["status"] == "closed"


async def test_only_the_hash_is_kept_and_a_new_link_ends_the_one_before(asked, guest, sql, org, events):
    mine, _, path = asked
    first, second = await linked(mine, path), await linked(mine, path)
    assert [(await guest(token).get(GUEST)).status_code for token in (first, second)] == [401, 200]
    kept = await sql.fetchval("SELECT token_hash FROM performance.feedback_invitations WHERE org_id = $1", org)
    told = str(await events())
    for token in (first, second):
        assert token not in kept
        assert token not in told
    assert kept not in told


async def test_a_link_opens_nothing_but_its_invitation(asked, guest, app):
    mine, request, path = asked
    token = await linked(mine, path)
    for other in ("/v1/feedback", "/v1/feedback-invitations", request.path, path, "/v1/people", "/v1/goals"):
        assert (await guest(token).get(other)).status_code == 403, other
    for wrong in (token[:-1], token + "x", "mfi_", "mfi_%", "mfi_" + "A" * 64, "x" + token):
        answer = await guest(wrong).get(GUEST)
        assert (answer.status_code, answer.headers["content-type"]) == (401, "application/problem+json"), wrong
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://testserver") as nobody:
        assert (await nobody.get(GUEST)).status_code == 401


async def test_links_are_for_who_asked_and_for_people_outside(client, make, asked):
    _, _, path = asked
    assert (await client(await make.person(), *MINE).put(f"{path}/link")).status_code == 404
    me, peer = await make.person(), await make.person()
    await make.feedback_request(me, me, peer)
    mine = client(me, *MINE)
    [invitation] = (await mine.get("/v1/feedback-invitations")).json()["items"]
    answer = await mine.put(f"/v1/feedback-invitations/{invitation['id']}/link")
    assert answer.json()["transition"]["guards"][0]["code"] == "not_outside"


async def test_a_guest_who_declines_is_gone_too_and_so_is_one_who_is_late(asked, guest):
    mine, request, path = asked
    who = guest(await linked(mine, path))
    await mine.post(f"{request.path}/transitions", json={"action": "close"}, headers=ANY)
    assert (await who.get(GUEST)).status_code == 401
