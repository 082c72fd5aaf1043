"""The gateway itself: how it is, when it starts, and what it says of its own paths."""

import pytest

from gateway.app import create
from gateway.settings import Settings
from shared.auth.issuer import NotForDevelopment
from shared.testing import ISSUER
from tests.gateway.servers import Answering, silent

SETTINGS = {"issuer": ISSUER, "environment": "development", "log_level": "ERROR", "secret_key": "our-own-secret"}


def settings(**given: object) -> Settings:
    return Settings.model_validate(SETTINGS | given)


async def test_it_is_ready_whatever_its_services_do_and_says_what(gateway):
    client = await gateway(Answering(), silent)
    assert (await client.get("/livez")).json() == {"status": "ok"}
    ready = await client.get("/readyz")
    assert (ready.status_code, ready.json()["services"]) == (200, {"performance": "ok", "quality": "late"})
    assert (await (await gateway()).get("/readyz")).json()["services"] == {"performance": "down", "quality": "down"}


async def test_a_path_that_is_nobodys_is_a_problem_document(gateway):
    for path in ("/v1/goals", "/elsewhere/v1/goals", "/performances/v1/goals"):
        answer = await (await gateway()).get(path)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


async def test_the_development_issuer_lives_here_when_asked_to(gateway, tmp_path):
    client = await gateway(development_issuer_key=tmp_path / "key.json")
    assert (await client.get("/.well-known/openid-configuration")).json()["issuer"] == ISSUER
    assert (await client.get("/dev/token", params={"sub": "ann"})).json()["token_type"] == "Bearer"
    assert (await (await gateway()).get("/dev/token", params={"sub": "ann"})).status_code == 404


@pytest.mark.parametrize("given", [{"environment": "production"}, {"host": "0.0.0.0"}])
def test_the_development_issuer_does_not_start_where_strangers_are(tmp_path, given):
    with pytest.raises(NotForDevelopment):
        create(settings(development_issuer_key=tmp_path / "key.json", **given))
    assert list(tmp_path.iterdir()) == []


def test_the_addresses_of_the_services_have_defaults():
    assert (settings().port, settings().performance_url.port, settings().quality_url.port) == (8000, 8001, 8002)
