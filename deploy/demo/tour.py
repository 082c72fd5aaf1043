"""The way in: where it listens, who you can be, and what an executive sees."""

import json
from typing import Any

import httpx

from deploy.demo.cast import CAST, QUALITY_ENGINEER, token
from deploy.demo.client import Client
from deploy.demo.quality import RING_DIAMETER
from deploy.demo.terminal import say


def show(gateway: str, *, once: bool) -> None:
    say(f"\nMettle listens at {gateway}   (the API's pages: {gateway}/docs)\n")
    for member in CAST:
        say(f"As {member.title}:")
        say(f"  TOKEN={token(member, gateway)}")
        say(f'  curl -s -H "Authorization: Bearer $TOKEN" "{gateway}{member.example}"')
        if member is QUALITY_ENGINEER:
            picture = '-H "Accept: image/png" -o chart.png'
            say(f'  curl -s -H "Authorization: Bearer $TOKEN" {picture} "{gateway}{_chart(gateway)}"')
        say()
    say("The executive dashboard, as the gateway answers it:")
    say(json.dumps(_dashboard(gateway), indent=2))
    if not once:
        say("\nCtrl-C stops everything; the data stays for the next time.")


def _chart(gateway: str) -> str:
    """One that signals."""
    [ring] = Client(gateway).get("/quality/v1/characteristics", code=RING_DIAMETER)["items"]
    return f"/quality/v1/characteristics/{ring['id']}/chart?last=40"


def _dashboard(gateway: str) -> Any:
    executive = next(member for member in CAST if member.name == "executive")
    headers = {"Authorization": f"Bearer {token(executive, gateway)}"}
    return httpx.get(f"{gateway}/v1/dashboards/executive", headers=headers, timeout=10).raise_for_status().json()
