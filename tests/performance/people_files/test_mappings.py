"""How a source calls our columns, said once and used by name."""

import pytest

IMPORT, PATH = "people:import", "/v1/people/import-mappings"
WORKDAY = {
    "name": "Workday, nightly",
    "source": "workday",
    "columns": {
        "Worker": "external_id",
        "Full name": "display_name",
        "Mail": "work_email",
        "Boss": "manager_external_id",
    },
    "sentinels": {"manager_external_id": ["Board"], "work_email": ["n/a"]},
}
FILE = "Salary;Worker;Full name;Mail;Boss", "1;00002;Bob;n/a;00001", "2;00001;Ada;ada@example.org;Board"


@pytest.fixture
async def mapping(client):
    answer = await client(None, IMPORT).post(PATH, json=WORKDAY)
    assert answer.status_code == 201, answer.text
    return answer


@pytest.mark.parametrize("by", ["id", "name"])
async def test_a_file_is_read_by_its_mapping_and_the_rest_of_it_is_not(send, everybody, mapping, by):
    answer = await send(*FILE, mapping=mapping.json()[by])
    assert answer.json()["summary"]["created"] == 2
    people = await everybody("workday")
    assert (people["00002"]["work_email"], people["00002"]["assignment"]["manager"]["display_name"]) == (None, "Ada")
    assert (people["00001"]["work_email"], people["00001"]["assignment"]["manager"]) == ("ada@example.org", None)


async def test_json_may_use_the_source_s_own_names_too(client, mapping):
    row = {"Worker": "1", "Full name": "Ada", "Mail": "n/a", "Salary": 1}
    answer = await client(None, IMPORT).post(
        "/v1/people/import", params={"mapping": WORKDAY["name"]}, json={"source": "workday", "rows": [row]}
    )
    assert answer.json()["summary"]["created"] == 1, answer.text


async def test_a_mapping_is_one_of_its_source_and_must_exist(send, mapping):
    other = await send(*FILE, mapping=mapping.json()["id"], source="payroll")
    none = await send(*FILE, mapping="payroll")
    assert [(answer.status_code, answer.json()["code"]) for answer in (other, none)] == [
        (422, "source_mismatch"), (422, "reference_not_found")
    ]  # fmt: skip
    assert none.json()["errors"][0]["pointer"] == "?mapping"


async def test_a_mapping_changes_under_its_version_and_can_be_given_up(client, mapping, events):
    importer, path = client(None, IMPORT), f"{PATH}/{mapping.json()['id']}"
    assert mapping.headers["location"].endswith(path)
    change: dict[str, object] = {"sentinels": {}}
    stale = await importer.patch(path, json=change, headers={"If-Match": '"7"'})
    changed = await importer.patch(path, json=change, headers={"If-Match": mapping.headers["etag"]})
    assert (stale.status_code, changed.status_code) == (412, 200)
    assert (changed.json()["version"], changed.json()["columns"]) == (2, WORKDAY["columns"])
    listed = (await importer.get(PATH, params={"source": "workday"})).json()["items"]
    assert listed == [changed.json()] == [(await importer.get(path)).json()]
    assert (await importer.delete(path)).status_code == 204
    assert (await importer.get(path)).status_code == 404
    assert [event["type"] for event in await events()] == [
        "import_mapping.created", "import_mapping.updated", "import_mapping.deleted"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"columns": {"Mail": "work_email"}}, "missing_column"),
        ({"columns": {"Worker": "external_id", "Id": "external_id"}}, "duplicate_column"),
        ({"columns": {"Worker": "external_id", "Pay": "salary"}}, "unknown_column"),
        ({"sentinels": {"salary": ["0"]}}, "unknown_column"),
    ],
)
async def test_a_mapping_that_could_not_work_is_refused(client, wrong, code):
    answer = await client(None, IMPORT).post(PATH, json={**WORKDAY, **wrong})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, code)


async def test_names_of_mappings_are_used_once_and_only_importers_see_them(client, mapping):
    again = await client(None, IMPORT).post(PATH, json=WORKDAY)
    stranger = await client(None, "people:write", "people:read").get(PATH)
    assert (again.status_code, again.json()["code"], stranger.status_code) == (409, "already_exists", 403)
