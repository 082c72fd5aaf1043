"""The people you can be in the demo, and how the development issuer signs them in."""

from dataclasses import dataclass
from functools import cache

import httpx

QUALITY_READER = (
    "processes:read characteristics:read gages:read measurements:read charts:read nonconformances:read capas:read"
)
TALKER = "feedback:read feedback:write conversations:read conversations:write development:read development:write"


@dataclass(frozen=True)
class Member:
    name: str
    title: str
    email: str
    scopes: str
    example: str


CAST = (
    Member(
        "employee",
        "Sebrina Villarreal, machine operator: my goals and what waits for me",
        "sebrina.villarreal@example.org",
        f"people:read goals:read goals:write standards:read productivity:read {TALKER} {QUALITY_READER}"
        " nonconformances:write capas:write dashboards:read",
        "/v1/dashboards/me",
    ),
    Member(
        "manager",
        "Andy Estrada, head of production: the goals of my people",
        "andy.estrada@example.org",
        f"people:read goals:read goals:write standards:read productivity:read {TALKER} summary:read dashboards:read"
        " measurements:read charts:read charts:approve",
        "/performance/v1/goals?status=active&sort=due_on.asc",
    ),
    Member(
        "quality engineer",
        "Fabian Branch, quality engineer: how our processes stand",
        "fabian.branch@example.org",
        f"{QUALITY_READER} processes:write characteristics:write gages:write measurements:write charts:write"
        " signals:write sampling:read sampling:write nonconformances:write"
        " capas:write summary:read dashboards:read",
        "/v1/dashboards/quality",
    ),
    Member(
        "executive",
        "Horacio Ortega, chief executive: performance beside quality",
        "horacio.ortega@example.org",
        "people:read goals:read goals:read:all summary:read dashboards:read",
        "/v1/dashboards/executive",
    ),
)

MANAGER, QUALITY_ENGINEER = CAST[1:3]

LOADER_SCOPES = (
    "people:read people:write people:import goals:read goals:write goals:read:all goals:write:all"
    " standards:read standards:write productivity:write"
    f" company_values:write {TALKER} {QUALITY_READER} processes:write characteristics:write gages:write"
    " measurements:write charts:write charts:approve signals:write nonconformances:write"
    " nonconformances:write:all nonconformances:approve nonconformances:review"
)


def token(member: Member, gateway: str) -> str:
    return mint(gateway, person_id(gateway, member.email), member.scopes)


def mint(gateway: str, subject: str, scopes: str) -> str:
    """What a real provider does after a sign-in; the development issuer believes whoever asks."""
    answer = httpx.get(f"{gateway}/dev/token", params={"sub": subject, "scope": scopes}, timeout=10)
    return str(answer.raise_for_status().json()["access_token"])


@cache
def person_id(gateway: str, email: str) -> str:
    headers = {"Authorization": f"Bearer {mint(gateway, 'demo', 'people:read')}"}
    people = f"{gateway}/performance/v1/people"
    answer = httpx.get(people, params={"work_email": email}, headers=headers, timeout=10)
    return str(answer.raise_for_status().json()["items"][0]["id"])
