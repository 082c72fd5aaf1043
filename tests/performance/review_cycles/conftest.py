from dataclasses import replace

import pytest

READ, WRITE = "review_cycles:read", "review_cycles:write"
CYCLE = {
    "name": "Year 2026",
    "starts_on": "2026-01-01",
    "ends_on": "2026-12-31",
    "phases": [
        {"kind": "self_review", "opens_on": "2026-11-01", "due_on": "2099-11-15", "closes_on": "2099-11-30"},
        {"kind": "manager_review", "opens_on": "2026-11-15", "due_on": "2099-12-15"},
    ],
}


@pytest.fixture
def keeper(client):
    return client(None, READ, WRITE, "jobs:read")


@pytest.fixture
def cycle(make):
    """`await cycle(roles=[…])`: a draft of the year 2026 by the default pack."""

    async def made(**fields):
        return await make.post("/v1/review-cycles", CYCLE | fields)

    return made


@pytest.fixture
def launch(keeper, do_jobs):
    """Begun, and done by the job."""

    async def launched(cycle):
        begun = await keeper.post(f"{cycle.path}/launch", headers={"If-Match": "*"})
        assert begun.status_code == 202, begun.text
        await do_jobs()
        job = (await keeper.get(begun.headers["location"])).json()
        assert job["status"] == "succeeded", job
        return replace(cycle, body=(await keeper.get(cycle.path)).json(), etag="*")

    return launched


@pytest.fixture
def launched(make, cycle, launch):
    async def running(**fields):
        return await launch(await make.move(await cycle(**fields), "schedule"))

    return running


@pytest.fixture
def counted(sql, org):
    """Reviews and assignments of the organisation, as they lie there."""

    async def counts():
        found = await sql.fetchrow(
            """SELECT count(*), count(DISTINCT (cycle_id, subject_id)),
                (SELECT count(*) FROM performance.review_assignments WHERE org_id = $1),
                (SELECT count(DISTINCT (review_id, reviewer_id, role))
                    FROM performance.review_assignments WHERE org_id = $1)
            FROM performance.reviews WHERE org_id = $1""",
            org,
        )
        return tuple(found)

    return counts
