"""Files of people sent in, and what became of them."""

import json
from datetime import UTC, datetime, timedelta

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
def everybody(client):
    """People by their external id in the source `csv`."""

    async def found(who=None):
        items = (await client(who, "people:read").get("/v1/people", params={"limit": 200})).json()["items"]
        return {link["external_id"]: person for person in items for link in person["links"]}

    return found


@pytest.fixture
def events(sql, org):
    async def noted():
        rows = await sql.fetch(
            "SELECT type, record_id, record_version, data FROM performance.events WHERE org_id = $1 ORDER BY id", org
        )
        return [dict(row) | {"data": json.loads(row["data"])} for row in rows]

    return noted


@pytest.fixture
def on_day(monkeypatch):
    """`on_day(3)`: from here on it is three days later."""

    def wait(days):
        class Later(datetime):
            @classmethod
            def now(cls, tz=None):
                return datetime.now(tz) + timedelta(days=days)

        monkeypatch.setattr("shared.admission.datetime", Later)

    return wait


@pytest.fixture
def day():
    """`day(-1)`: yesterday, as callers write it."""
    return lambda days: (datetime.now(UTC).date() + timedelta(days=days)).isoformat()
