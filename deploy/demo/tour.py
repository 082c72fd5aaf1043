"""The way in: where it listens, who you can be, and what an executive sees."""

import json
from typing import Any

import httpx

from deploy.demo.cast import CAST, token
from deploy.demo.terminal import say


def show(gateway: str, *, once: bool) -> None:
    say(f"\nMettle listens at {gateway}   (the API's pages: {gateway}/docs)\n")
    for member in CAST:
        say(f"As {member.title}:")
        say(f"  TOKEN={token(member, gateway)}")
        say(f'  curl -s -H "Authorization: Bearer $TOKEN" "{gateway}{member.example}"\n')
    say("The executive dashboard, as the gateway answers it:")
    say(json.dumps(_dashboard(gateway), indent=2))
    if not once:
        say("\nCtrl-C stops everything; the data stays for the next time.")


def _dashboard(gateway: str) -> Any:
    executive = next(member for member in CAST if member.name == "executive")
    headers = {"Authorization": f"Bearer {token(executive, gateway)}"}
    return httpx.get(f"{gateway}/v1/dashboards/executive", headers=headers, timeout=10).raise_for_status().json()
