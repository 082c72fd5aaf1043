"""Who reads which feedback, by enumeration: every viewer with every visibility, and all ways to look agree."""

import pytest

from shared.testing import Member
from tests.performance.conftest import EVERYTHING

MINE = ("feedback:read", "feedback:write")
HR = (*MINE, "feedback:read:all", "feedback:write:all")
KINDS = {
    "public": "praise", "subject": "constructive", "subject_and_manager": "observation",
    "manager_only": "constructive", "author_only": "note_to_self",
}  # fmt: skip
OTHERS = {
    "author", "subject", "manager", "top", "partner", "hr", "colleague", "report", "dotted_lead", "mentor",
    "former_manager", "former_partner", "gone_manager", "deputy", "authors_manager",
}  # fmt: skip
READ_BY = {
    "public": OTHERS,
    "subject": {"author", "subject"},
    "subject_and_manager": {"author", "subject", "manager", "partner", "hr"},
    "manager_only": {"author", "manager", "top", "partner", "hr"},
    "author_only": {"author"},
}
"""Table 4.5 of the specification, and its default for public praise: everybody."""


@pytest.fixture
async def people(make, day):
    """One person with everybody around them whom the table knows."""
    people = {name: await make.person() for name in sorted(OTHERS - {"subject", "report", "manager", "author"})}
    people["manager"] = await make.person(people["top"])
    people["author"] = await make.person(people["authors_manager"])
    people["subject"] = await make.person(people["former_manager"])
    await make.assignment(people["subject"], effective_from=day(-1), manager_id=str(people["gone_manager"].id))
    await make.assignment(people["subject"], effective_from=day(0), manager_id=str(people["manager"].id))
    people["report"] = await make.person(people["subject"])
    for name, kind in (("partner", "hrbp"), ("dotted_lead", "dotted_line"), ("mentor", "mentor")):
        await make.relationship(people["subject"], people[name], kind)
    await make.relationship(people["subject"], people["former_partner"], "hrbp", valid_to=day(-1))
    scopes = ["feedback.request", "goal.approve", "review.write", "one_on_one"]
    await make.delegation(people["manager"], people["deputy"], scopes=scopes)
    leave = {"action": "terminate", "on": day(-1), "reason": "Moved away"}
    await make.post(f"{people['gone_manager'].path}/transitions", leave, on=people["gone_manager"])
    return people


@pytest.fixture
async def shared(make, people):
    author, subject = people["author"], people["subject"]
    return {of: await make.shared_feedback(author, subject, kind, visibility=of) for of, kind in KINDS.items()}


@pytest.fixture
def looking(client, people):
    return lambda name: client(people[name], *(HR if name == "hr" else MINE))


async def seen(looks):
    """What the list shows, which is what its total counts."""
    listed = (await looks.get("/v1/feedback", params={"include_total": True})).json()
    assert listed["total"] == len(listed["items"])
    return {one["id"] for one in listed["items"]}


async def test_the_table_names_everybody(people):
    assert set(people) == OTHERS == READ_BY["public"]


@pytest.mark.parametrize("viewer", sorted(OTHERS))
async def test_every_way_to_look_shows_the_same_feedback(looking, make, people, shared, viewer):
    looks = looking(viewer)
    drafts = [
        await make.feedback(people["author"], people["subject"], kind, visibility=of) for of, kind in KINDS.items()
    ]
    expected = {str(shared[of].id) for of in KINDS if viewer in READ_BY[of]}
    expected |= {str(draft.id) for draft in drafts} if viewer == "author" else set()
    assert await seen(looks) == expected
    for one in (*shared.values(), *drafts):
        status = 200 if str(one.id) in expected else 404
        for part in ("", "/transitions"):
            assert (await looks.get(one.path + part)).status_code == status, (viewer, one.body["visibility"], part)


@pytest.mark.parametrize("viewer", sorted(OTHERS))
async def test_filters_find_nothing_that_is_hidden(looking, people, shared, viewer):
    looks = looking(viewer)
    for of in KINDS:
        asked = {"visibility": of, "subject_id": str(people["subject"].id), "author_id": str(people["author"].id)}
        found = (await looks.get("/v1/feedback", params=asked | {"include_total": True})).json()
        assert found["total"] == (viewer in READ_BY[of]), (viewer, of)


async def test_hr_does_not_read_what_is_about_itself(client, make):
    lead = await make.person()
    hr = await make.person(lead)
    about = await make.shared_feedback(lead, hr, "constructive", visibility="manager_only")
    assert (await client(hr, *HR).get(about.path)).status_code == 404
    assert (
        await client(hr, *HR).post(f"{about.path}/cases", json={"case_reference": "1", "reason": "Mine"})
    ).status_code == 404


async def test_hr_reads_what_only_its_subject_does_for_a_case_that_is_named(client, looking, shared, sql, on_day):
    hr, case = looking("hr"), {"case_reference": "C-7", "reason": "A complaint"}
    one = shared["subject"]
    assert (await hr.get(one.path)).status_code == 404
    opened = await hr.post(f"{one.path}/cases", json=case)
    assert (opened.status_code, opened.json()["body"]) == (201, one.body["body"])
    assert (await hr.get(one.path)).status_code == 200
    kept = await sql.fetchrow("SELECT * FROM performance.feedback_cases WHERE feedback_id = $1", one.id)
    assert (kept["case_reference"], kept["reason"]) == ("C-7", "A complaint")
    assert (await client(None, *HR).get(one.path)).status_code == 404
    assert (await hr.post(f"{shared['author_only'].path}/cases", json=case)).status_code == 404
    assert (await looking("manager").post(f"{one.path}/cases", json=case)).status_code == 403
    on_day(31)
    assert (await hr.get(one.path)).status_code == 404


async def test_what_was_taken_back_unread_is_gone_and_what_was_read_leaves_a_trace(looking, make, people):
    author, subject = people["author"], people["subject"]
    unread, read = [await make.shared_feedback(author, subject, visibility="subject_and_manager") for _ in range(2)]
    told = (await looking("subject").get(read.path)).json()
    assert (told["body"], told["read_at"]) == (None, None)
    opened = await looking("subject").put(f"{read.path}/read")
    assert opened.json()["body"] == read.body["body"]
    for one in (unread, read):
        taken = await looking("author").post(
            f"{one.path}/transitions", json={"action": "withdraw", "reason": "Wrong person"}, headers={"If-Match": "*"}
        )
        assert taken.status_code == 200
    assert await seen(looking("subject")) == {str(read.id)}
    trace = (await looking("subject").get(read.path)).json()
    assert (trace["status"], trace["body"], trace["status_reason"]) == ("withdrawn", None, None)
    for name in ("manager", "hr", "partner"):
        assert await seen(looking(name)) == set()


async def test_hr_hides_what_abuses_and_keeps_it(looking, people, shared):
    one = shared["subject_and_manager"]
    await looking("subject").put(f"{one.path}/read")
    hide = {"action": "hide", "reason": "Insults"}
    hidden = await looking("hr").post(f"{one.path}/transitions", json=hide, headers={"If-Match": "*"})
    assert (hidden.json()["status"], hidden.json()["status_reason"]) == ("hidden", "Insults")
    assert (await looking("hr").get(one.path)).json()["body"] == one.body["body"]
    assert (await looking("manager").get(one.path)).status_code == 404
    trace = (await looking("subject").get(one.path)).json()
    assert (trace["status"], trace["body"], trace["status_reason"]) == ("hidden", None, None)
    assert (await looking("author").get(one.path)).json()["status_reason"] == "Insults"


async def test_another_organisation_sees_nothing(client, people, shared):
    stranger = client(Member(people["hr"].id), *EVERYTHING)
    assert await seen(stranger) == set()
    assert (await stranger.get(shared["public"].path)).status_code == 404


async def test_no_event_carries_a_word_of_feedback_and_notes_to_oneself_have_none(looking, shared, events):
    await looking("author").patch(shared["subject"].path, json={"body": "You did not ask, and it broke."})
    await looking("author").patch(shared["author_only"].path, json={"body": "Ask about the crane."})
    noted = [one for one in await events() if one["type"].startswith("feedback.")]
    assert {one["type"] for one in noted} == {"feedback.created", "feedback.share", "feedback.updated"}
    told = str(noted)
    assert not [word for word in ("asked", "did not ask", "crane") if word in told]
    assert shared["author_only"].id not in {one["record_id"] for one in noted}
