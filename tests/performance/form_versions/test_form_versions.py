"""Scales, templates and policies: drafts change, what was published never does, and the next takes its place."""

import asyncio

import pytest
from uuid_utils.compat import uuid7

from shared.testing import Member

READ, WRITE = "review_forms:read", "review_forms:write"
LEVELS = [{"value": 1, "label": "No"}, {"value": 2.5, "label": "Yes"}]
SCALE = {"code": "yes-no", "name": "Yes or no", "levels": LEVELS}
POLICY = {"code": "plain", "name": "Plain"}


@pytest.fixture
def keeper(client):
    return client(None, READ, WRITE)


@pytest.fixture
async def template(make):
    scale = await make.rating_scale()
    items = [{"key": "quality", "prompt": "How good was it?", "critical": True, "veto_level": 1, "weight": 60.5}]
    sections = [{"key": "work", "title": "Work", "items": items}]
    return {"code": "yearly", "name": "Yearly", "rating_scale_id": str(scale.id), "sections": sections}


@pytest.fixture(params=["rating-scales", "review-templates", "scoring-policies"])
def kind(request, template):
    bodies = {"rating-scales": SCALE, "review-templates": template, "scoring-policies": POLICY}
    return f"/v1/{request.param}", bodies[request.param]


async def move(who, path, action, **said):
    return await who.post(f"{path}/transitions", json={"action": action} | said, headers={"If-Match": "*"})


async def test_a_version_is_drafted_published_and_retired_by_the_next(keeper, kind):
    path, body = kind
    first = await keeper.post(path, json=body)
    assert (first.status_code, first.json()["number"], first.json()["status"]) == (201, 1, "draft")
    second_too_soon = await keeper.post(path, json=body)
    assert (second_too_soon.status_code, second_too_soon.json()["code"]) == (409, "draft_exists")
    assert second_too_soon.json()["draft_id"] == first.json()["id"]
    renamed = await keeper.patch(first.headers["location"], json={"name": "Better"})
    assert (renamed.status_code, renamed.json()["name"]) == (200, "Better")
    assert (await move(keeper, first.headers["location"], "publish")).json()["status"] == "published"
    second = await keeper.post(path, json=body)
    assert second.json()["number"] == 2
    assert (await move(keeper, second.headers["location"], "publish")).status_code == 200
    listed = (await keeper.get(path, params={"code": body["code"], "sort": "number.asc"})).json()["items"]
    assert [(one["number"], one["status"]) for one in listed] == [(1, "retired"), (2, "published")]


async def test_what_was_published_never_changes(keeper, kind):
    path, body = kind
    place = (await keeper.post(path, json=body)).headers["location"]
    before = (await move(keeper, place, "publish")).json()
    refused = await keeper.patch(place, json={"name": "Better"})
    assert (refused.status_code, refused.json()["code"]) == (409, "transition_not_allowed")
    assert (await move(keeper, place, "publish")).status_code == 409
    assert (await move(keeper, place, "retire")).json()["code"] == "reason_required"
    retired = (await move(keeper, place, "retire", reason="We stopped rating.")).json()
    changed = {"status", "allowed_actions", "updated_at", "version"}
    assert {key for key in before if before[key] != retired[key]} <= changed


async def test_of_many_who_begin_the_next_version_one_does(keeper, kind):
    path, body = kind
    answers = await asyncio.gather(*(keeper.post(path, json=body) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]


async def test_who_only_reads_is_told_who_may_write(client, keeper, kind):
    path, body = kind
    place = (await keeper.post(path, json=body)).headers["location"]
    reader = client(None, READ)
    assert (await reader.get(place)).json()["allowed_actions"] == []
    steps = (await reader.get(f"{place}/transitions")).json()["items"]
    assert {step["guards"][0]["code"] for step in steps} == {"not_writer"}
    assert (await reader.post(path, json=body)).json()["scope"] == WRITE


async def test_another_organisation_sees_none_of_it(client, keeper, kind):
    path, body = kind
    place = (await keeper.post(path, json=body)).headers["location"]
    stranger = client(Member(uuid7()), READ)
    assert (await stranger.get(place)).status_code == 404
    assert (await stranger.get(path)).json()["items"] == []


async def test_numbers_come_back_with_their_digits(keeper, template):
    shown = (await keeper.post("/v1/review-templates", json=template)).json()["sections"][0]
    assert (shown["weight"], shown["items"][0]["weight"]) == ("1", "60.5")
    scale = (await keeper.post("/v1/rating-scales", json=SCALE)).json()
    assert [(level["ordinal"], level["value"]) for level in scale["levels"]] == [(1, "1"), (2, "2.5")]


async def test_a_draft_of_a_template_is_judged_as_a_whole(keeper, template):
    place = (await keeper.post("/v1/review-templates", json=template)).headers["location"]
    refused = await keeper.patch(place, json={"sum_to_100": True})
    wrong = {error["pointer"]: error["code"] for error in refused.json()["errors"]}
    assert (refused.status_code, wrong) == (422, {"/sections": "not_100", "/sections/0/items": "not_100"})


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"weight": 0}, "/sections/0/items", "weightless"),
        ({"veto_level": 6}, "/sections/0/items/0/veto_level", "no_such_level"),
        ({"answer_type": "single"}, "/sections/0/items/0/choices", "choices"),
        ({"choices": ["A"]}, "/sections/0/items/0/choices", "choices"),
    ],
)
async def test_a_template_that_cannot_be_answered_is_refused(keeper, template, change, pointer, code):
    section = template["sections"][0]
    wrong = section | {"items": [section["items"][0] | change]}
    answer = await keeper.post("/v1/review-templates", json=template | {"sections": [wrong]})
    assert (answer.status_code, answer.json()["code"]) == (422, "template_invalid")
    assert (pointer, code) in [(error["pointer"], error["code"]) for error in answer.json()["errors"]]


async def test_an_item_stands_once_in_a_template(keeper, template):
    twice = template | {"sections": template["sections"] * 2}
    errors = (await keeper.post("/v1/review-templates", json=twice)).json()["errors"]
    assert [error["pointer"] for error in errors] == ["/sections/1/key", "/sections/1/items/0/key"]


async def test_a_template_takes_a_published_scale(keeper, template):
    draft = (await keeper.post("/v1/rating-scales", json=SCALE)).json()
    for scale in (draft["id"], str(uuid7())):
        answer = await keeper.post("/v1/review-templates", json=template | {"rating_scale_id": scale})
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/rating_scale_id")


async def test_levels_of_a_scale_rise(keeper):
    answer = await keeper.post("/v1/rating-scales", json=SCALE | {"levels": [*LEVELS, LEVELS[1]]})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/levels/2/value")


@pytest.mark.parametrize(
    ("rules", "code"),
    [
        ({"bands": [{"level": 1, "least": 0.1}]}, "bands_invalid"),
        ({"bands": [{"level": 1, "least": 0}, {"level": 2, "least": 0}]}, "bands_invalid"),
        ({"bands": [{"level": 2, "least": 0}, {"level": 1, "least": 0.5}]}, "bands_invalid"),
        ({"role_weights": {"manager": 0}}, "role_weightless"),
        ({"role_weights": {}}, "role_weightless"),
        ({"role_weights": {"peer": 1}, "least_answers": {"peer": 2}}, "least_too_low"),
        ({"role_weights": {"external": 1}, "least_answers": {}}, "least_too_low"),
    ],
)
async def test_a_policy_that_gives_nobody_a_level_is_refused(keeper, rules, code):
    answer = await keeper.post("/v1/scoring-policies", json=POLICY | {"rules": rules})
    assert (answer.status_code, answer.json()["code"]) == (422, code)


async def test_a_policy_says_all_its_rules(keeper):
    rules = (await keeper.post("/v1/scoring-policies", json=POLICY | {"rules": {"missing": "zero"}})).json()["rules"]
    assert rules == {
        "missing": "zero",
        "normalisation": "range",
        "min_coverage": "0.6",
        "role_weights": {"manager": "1"},
        "least_answers": {"peer": 3, "direct_report": 3, "external": 3},
        "veto_cap": 1,
        "compensates": False,
        "bands": [],
        "manager_min_days": 90,
    }
