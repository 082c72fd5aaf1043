"""Files of people sent in, and what became of them."""

import pytest


@pytest.fixture
def send(client):
    """`await send(header, *rows)`: the report on a file; `who`, `source` and `dry_run` as wanted."""

    async def sent(*lines, who=None, **query):
        return await client(who, "people:import").post(
            "/v1/people/import", params=query, content="\n".join(lines), headers={"content-type": "text/csv"}
        )

    return sent


@pytest.fixture
def report(send):
    async def reported(*lines, **query):
        answer = await send(*lines, **query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    return reported


@pytest.fixture
def post(client):
    """`await post(*rows)`: the report on rows sent as JSON, from Workday unless said otherwise."""

    async def posted(*rows, dry_run=False, **said):
        body = {"source": "workday", "rows": rows} | said
        answer = await client(None, "people:import").post("/v1/people/import", params={"dry_run": dry_run}, json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    return posted


@pytest.fixture
def everybody(client):
    """People by their external id in a source."""

    async def found(source="csv", who=None):
        items = (await client(who, "people:read").get("/v1/people", params={"limit": 200})).json()["items"]
        links = ((link, person) for person in items for link in person["links"])
        return {link["external_id"]: person for link, person in links if link["source"] == source}

    return found
