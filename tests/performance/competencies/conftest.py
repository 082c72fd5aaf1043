"""Jobs, and the days that expectations begin on."""

from datetime import UTC, datetime, timedelta

import pytest

READ, WRITE = "competencies:read", "competencies:write"


def day(days: int) -> str:
    return (datetime.now(UTC).date() + timedelta(days=days)).isoformat()


@pytest.fixture
def keeper(client):
    return client(None, READ, WRITE)


@pytest.fixture
def move(keeper):
    async def moved(version, action, **body):
        return await keeper.post(
            f"/v1/competency-versions/{version['id']}/transitions",
            json={"action": action} | body,
            headers={"If-Match": "*"},
        )

    return moved


@pytest.fixture
def expect(keeper):
    """`profile` is None for all on the level."""

    async def expected(competency, level, profile=None, *, proficiency=3, **fields):
        body = {
            "competency_id": str(competency.id),
            "job_level_id": str(level.id),
            "job_profile_id": str(profile.id) if profile else None,
            "expected_proficiency": proficiency,
        }
        return await keeper.post("/v1/competency-expectations", json=body | fields)

    return expected
