"""The demo's data, loaded as any client would: through the gateway, over HTTP. What is there already stays."""

import random
from pathlib import Path

from deploy.demo.client import Client
from deploy.demo.conversations import Conversations
from deploy.demo.goals import Goals
from deploy.demo.quality import Quality
from deploy.demo.standards import Standards
from deploy.demo.terminal import step

PEOPLE = Path(__file__).with_name("people.csv")
CSV = {"Content-Type": "text/csv"}


def load(gateway: str) -> None:
    api = Client(gateway)
    chance = random.Random(1924)  # noqa: S311 # the same data every time
    with step("people, from a CSV file"):
        _people(api)
    Goals(api, chance).load()
    with step("productivity standards and measurements"):
        Standards(api, chance).load()
    Conversations(api, chance).load()
    Quality(api).load()


def _people(api: Client) -> None:
    answer = api.post("/performance/v1/people/import?source=hr", content=PEOPLE.read_bytes(), headers=CSV)
    if answer["summary"]["failed"]:
        raise RuntimeError(f"the demo's own people file has wrong rows: {answer['results']}")
