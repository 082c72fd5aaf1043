"""What two people say stays between them: every kind of viewer, every part, every way to look."""

import pytest

from shared.testing import Member
from tests.performance.conftest import EVERYTHING

MINE = ("conversations:read", "conversations:write")
PARTS = ("one-on-one-series", "one-on-ones", "shared-notes", "action-items")
VIEWERS = {
    "person", "lead", "top", "hr", "partner", "dotted_lead", "mentor", "colleague", "report", "deputy", "former_lead",
    "coach",
}  # fmt: skip
BOTH = {"person", "lead"}


@pytest.fixture
async def people(make, day):
    people = {name: await make.person() for name in sorted(VIEWERS - {"person", "lead", "report"})}
    people["lead"] = await make.person(people["top"])
    people["person"] = await make.person(people["former_lead"])
    people["report"] = await make.person(people["person"])
    for name, kind in (("partner", "hrbp"), ("dotted_lead", "dotted_line"), ("mentor", "mentor")):
        await make.relationship(people["person"], people[name], kind)
    await make.delegation(people["lead"], people["deputy"], scopes=["one_on_one", "goal.approve", "review.write"])
    return people


@pytest.fixture
async def before(make, people):
    """What the former lead and the person said, before the lead changed."""
    return await said(make, people["former_lead"], people["person"])


@pytest.fixture
async def now(make, people, before, day):
    await make.assignment(people["person"], effective_from=day(0), manager_id=str(people["lead"].id))
    return await said(make, people["lead"], people["person"])


async def said(make, lead, person, **fields):
    series = await make.one_on_ones(lead, person, **fields)
    meeting = await make.meeting(series, lead)
    note = {"one_on_one_id": str(meeting.id), "text": "It hums."}
    return {
        "one-on-one-series": series,
        "one-on-ones": meeting,
        "shared-notes": await make.post("/v1/shared-notes", note, by=lead),
        "action-items": await make.action_item(meeting, person, lead),
        "private-notes": await make.post("/v1/private-notes", note, by=lead),
    }


def scopes_of(name):
    return EVERYTHING if name == "hr" else MINE


async def seen(looks, part):
    listed = (await looks.get(f"/v1/{part}", params={"include_total": True})).json()
    assert listed["total"] == len(listed["items"])
    return {one["id"] for one in listed["items"]}


@pytest.mark.parametrize("viewer", sorted(VIEWERS))
async def test_every_way_to_look_shows_the_same(client, people, before, now, viewer):
    looks = client(people[viewer], *scopes_of(viewer))
    for part in PARTS:
        expected = {str(now[part].id)} if viewer in BOTH else set()
        expected |= {str(before[part].id)} if viewer == "person" else set()
        wrote = viewer == "former_lead" and part == "shared-notes"
        expected |= {str(before[part].id)} if wrote else set()
        assert await seen(looks, part) == expected, part
        for one in (before[part], now[part]):
            status = 200 if str(one.id) in expected else 404
            assert (await looks.get(f"/v1/{part}/{one.id}")).status_code == status, part
    for said_by, author in ((before, "former_lead"), (now, "lead")):
        one, status = said_by["private-notes"], 200 if viewer == author else 404
        assert (await looks.get(f"/v1/private-notes/{one.id}")).status_code == status
        assert (str(one.id) in await seen(looks, "private-notes")) == (viewer == author)


async def test_coaching_is_seen_by_coach_and_coached_whoever_leads(client, make, people):
    coaching = await said(make, people["coach"], people["person"], kind="coaching", aim="Speaks before many")
    for viewer in sorted(VIEWERS):
        looks, status = client(people[viewer], *scopes_of(viewer)), 200 if viewer in {"coach", "person"} else 404
        for part in PARTS:
            assert (await looks.get(f"/v1/{part}/{coaching[part].id}")).status_code == status, (viewer, part)


async def test_nobody_else_notices_a_private_note(client, make, people, now, events):
    lead, person = client(people["lead"], *MINE), client(people["person"], *MINE)
    paths = ["/v1/private-notes", "/v1/one-on-ones", now["one-on-ones"].path, "/v1/shared-notes", "/v1/action-items"]

    async def looked():
        answers = [await person.get(path) for path in paths]
        return [(answer.text, answer.headers.get("etag")) for answer in answers]

    untouched, noted = await looked(), await events()
    note = {"one_on_one_id": str(now["one-on-ones"].id), "text": "Ask about the crane."}
    written = (await lead.post("/v1/private-notes", json=note)).json()
    await lead.patch(f"/v1/private-notes/{written['id']}", json={"text": "Ask about the other crane."})
    assert await looked() == untouched
    assert (await lead.delete(f"/v1/private-notes/{written['id']}")).status_code == 204
    assert await looked() == untouched
    assert await events() == noted


async def test_no_event_carries_a_word_of_what_was_said(client, people, now, events):
    lead = client(people["lead"], *MINE)
    meeting = now["one-on-ones"].path
    await lead.post(f"{meeting}/agenda-items", json={"text": "How is the crane?"})
    await lead.patch(f"/v1/shared-notes/{now['shared-notes'].id}", json={"text": "It hums louder."})
    await lead.patch(f"/v1/action-items/{now['action-items'].id}", json={"text": "Grease the crane"})
    cancel = {"action": "cancel", "reason": "A crane fell"}
    await lead.post(f"{meeting}/transitions", json=cancel, headers={"If-Match": "*"})
    told = str([one for one in await events() if one["type"].startswith(("one_on_one", "action_item"))])
    assert "action_item.updated" in told
    assert not [word for word in ("crane", "hums", "foundry") if word in told]


async def test_another_organisation_sees_nothing(client, people, now):
    stranger = client(Member(people["hr"].id), *EVERYTHING)
    for part in (*PARTS, "private-notes"):
        assert await seen(stranger, part) == set()
