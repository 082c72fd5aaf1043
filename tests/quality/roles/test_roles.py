"""Roles are sets of scopes, and cover what the service asks for."""

from services.quality.roles.rules import ROLES, Role
from tests.quality.conftest import EVERYTHING


async def test_the_roles_are_listed_with_their_scopes(client, make):
    answer = await client(make.person(), "summary:read").get("/v1/roles")
    assert {one["name"]: set(one["scopes"]) for one in answer.json()["items"]} == ROLES


def test_every_scope_belongs_to_a_role_and_every_role_has_scopes_that_exist():
    assert set().union(*ROLES.values()) == set(EVERYTHING)


def test_an_admin_has_no_power_over_quality():
    assert all(scope.startswith("jobs:") for scope in ROLES[Role.ADMIN])
