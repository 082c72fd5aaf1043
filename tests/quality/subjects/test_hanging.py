"""Links, comments and files hang on records of any kind: who sees the record sees them, nobody else."""

from hashlib import sha256
from uuid import uuid4

import pytest

from services.quality.subjects.rules import SubjectKind
from tests.quality.conftest import EVERYTHING

PDF = b"%PDF-1.7 a drawing"
READER = ("nonconformances:read", "comments:read", "links:read", "attachments:read")


@pytest.fixture
def everything(client, make):
    return client(make.person(), *EVERYTHING)


def about(record, kind="nonconformance"):
    return {"kind": kind, "record_id": str(record.id)}


async def attached(caller, record, content=PDF, media_type="application/pdf", **said):
    query = about(record) | {"name": "Zeichnung Ö 7.pdf"} | said
    return await caller.post("/v1/attachments", params=query, content=content, headers={"content-type": media_type})


def link(subject, object, relation="caused_by", kinds=("nonconformance", "nonconformance")):
    return {
        "subject_kind": kinds[0], "subject_id": str(subject.id), "relation": relation,
        "object_kind": kinds[1], "object_id": str(object.id),
    }  # fmt: skip


async def test_records_of_every_kind_can_be_spoken_about(make, everything):
    process = await make.process()
    characteristic = await make.characteristic(process, subgroup_size=1)
    chart = await make.default_chart(characteristic)
    await make.limits(chart, "2020-01-01T00:00:00Z", center=74, sigma=0.01, source="Pilot")
    await make.measured(characteristic, taken_at=["2026-01-05T08:00:00Z"], values=[[75.0]])
    known = {
        "nonconformance": str((await make.opened()).id), "signal": (await make.signals())[0]["id"],
        "characteristic": str(characteristic.id), "process": str(process.id),
        "gage": str((await make.gage()).id), "supplier": str((await make.supplier()).id),
        "capa": str((await make.capa()).id),
    }  # fmt: skip
    assert known.keys() == set(SubjectKind)
    for kind, id in known.items():
        said = await everything.post("/v1/comments", json={"kind": kind, "record_id": id, "text": "Look here"})
        assert said.status_code == 201, said.text
        heard = await everything.get("/v1/comments", params={"record_id": id})
        assert heard.json()["items"] == [said.json()]


async def test_what_is_attached_comes_back_as_it_was(client, make, everything):
    record = await make.opened()
    made = await attached(everything, record, sha256=sha256(PDF).hexdigest())
    assert (made.status_code, made.json()["size"], made.json()["sha256"]) == (201, len(PDF), sha256(PDF).hexdigest())
    again = await attached(everything, record)
    assert again.status_code == 201
    content = await everything.get(f"/v1/attachments/{again.json()['id']}/content")
    assert (content.content, content.headers["content-type"]) == (PDF, "application/pdf")
    assert content.headers["content-disposition"].startswith("attachment; ")
    assert "filename*=UTF-8''Zeichnung%20%C3%96%207.pdf" in content.headers["content-disposition"]
    listed = (await everything.get("/v1/attachments", params={"record_id": str(record.id)})).json()["items"]
    assert [one["id"] for one in listed] == [made.json()["id"], again.json()["id"]]


REFUSED = [
    (b"MZ\x90\x00", "application/pdf", {}, 422, "content_mismatch"),
    (b"a\x00b", "text/csv", {}, 422, "content_mismatch"),
    (b"", "text/plain", {}, 422, "validation_failed"),
    (PDF, "application/pdf", {"sha256": "0" * 64}, 422, "digest_mismatch"),
    (PDF, "application/x-msdownload", {}, 415, "unsupported_media_type"),
    (b"a" * 10_000_001, "text/plain", {}, 413, "too_large"),
    (PDF, "application/pdf", {"name": "../etc/passwd"}, 422, "validation_failed"),
    (PDF, "application/pdf", {"record_id": str(uuid4())}, 422, "reference_not_found"),
]


@pytest.mark.parametrize("case", REFUSED, ids=[f"{case[4]}-{case[1]}" for case in REFUSED])
async def test_a_file_that_is_not_what_it_says_is_refused(make, everything, case):
    content, media_type, said, status, code = case
    refused = await attached(everything, await make.opened(), content, media_type, **said)
    assert (refused.status_code, refused.json()["code"]) == (status, code)


async def test_ten_megabytes_are_taken(make, everything):
    assert (await attached(everything, await make.opened(), b"a" * 10_000_000, "text/plain")).status_code == 201


async def test_a_link_is_seen_from_both_ends_and_is_there_once(make, everything):
    first, second = await make.opened(), await make.opened()
    made = await everything.post("/v1/links", json=link(first, second))
    assert made.status_code == 201, made.text
    for end in (first, second):
        seen = await everything.get("/v1/links", params={"record_id": str(end.id)})
        assert seen.json()["items"] == [made.json()]
    twice = await everything.post("/v1/links", json=link(first, second))
    assert (twice.status_code, twice.json()["code"]) == (409, "already_exists")
    itself = await everything.post("/v1/links", json=link(first, first))
    assert (itself.status_code, itself.json()["code"]) == (422, "linked_to_itself")


async def test_a_link_is_removed_with_a_reason_and_may_be_made_again(make, everything):
    first, second = await make.opened(), await make.opened()
    made = await everything.post("/v1/links", json=link(first, second))
    body, path = {"action": "remove", "reason": "Not the cause"}, f"/v1/links/{made.json()['id']}/transitions"
    removed = await everything.post(path, json=body, headers={"If-Match": made.headers["etag"]})
    assert (removed.status_code, removed.json()["status"]) == (200, "removed")
    assert (await everything.post("/v1/links", json=link(first, second))).status_code == 201


async def test_a_draft_hides_what_hangs_on_it(client, make, everything):
    """From whoever does not see it: lists, single reads, contents and commands agree."""
    draft, opened = await make.nonconformance(), await make.opened()
    comment = await everything.post("/v1/comments", json=about(draft) | {"text": "Secret"})
    file = await attached(everything, draft)
    tie = await everything.post("/v1/links", json=link(opened, draft))
    stranger = client(make.person(), *READER, "comments:write", "links:write", "attachments:write")
    for made, path in ((comment, "comments"), (file, "attachments"), (tie, "links")):
        assert (await stranger.get(f"/v1/{path}/{made.json()['id']}")).status_code == 404
        listed = await stranger.get(f"/v1/{path}", params={"record_id": str(draft.id)})
        assert listed.json()["items"] == []
    assert (await stranger.get(f"/v1/attachments/{file.json()['id']}/content")).status_code == 404
    assert (await stranger.get("/v1/links", params={"record_id": str(opened.id)})).json()["items"] == []
    assert (await stranger.post("/v1/comments", json=about(draft) | {"text": "Me too"})).status_code == 422
    assert (await attached(stranger, draft)).status_code == 422
    assert (await stranger.post("/v1/links", json=link(opened, draft, "concerns"))).status_code == 422


async def test_who_may_not_read_a_kind_reads_nothing_that_hangs_on_it(client, make, everything):
    record = await make.opened()
    comment = await everything.post("/v1/comments", json=about(record) | {"text": "Look here"})
    only_comments = client(make.person(), "comments:read")
    assert (await only_comments.get(f"/v1/comments/{comment.json()['id']}")).status_code == 404
