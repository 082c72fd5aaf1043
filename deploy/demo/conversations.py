"""What the demo's people tell one another: praise by the company's values, and one-on-ones every two weeks."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any

from deploy.demo.client import Client
from deploy.demo.terminal import Progress

VALUES = {
    "ask": "We ask before we change it",
    "finish": "We finish what we start",
    "show": "We show what went wrong",
}
PRAISE = (
    "You stopped the line before anybody had to ask.",
    "The customer called to thank you for the report.",
    "You showed the new colleague everything, twice.",
)
AGENDA = ("What went well since we last met", "What is in your way", "The next audit")
ACTIONS = ("Ask the foundry for their settings", "Write down how the gauge is set", "Visit the customer")

Record = dict[str, Any]


class Conversations:
    """Of each lead with those who report to them; a third of these wait for feedback."""

    def __init__(self, api: Client, chance: random.Random) -> None:
        self.api, self.chance = api, chance
        self.now = datetime.now(UTC).replace(microsecond=0)

    def load(self) -> None:
        if self.api.get("/performance/v1/company-values")["items"]:
            return
        values = [
            self.api.post("/performance/v1/company-values", json={"code": code, "name": name})
            for code, name in VALUES.items()
        ]
        people = [one for one in self.api.all("/performance/v1/people") if one["assignment"]["manager"]]
        leads = {one["assignment"]["manager"]["id"] for one in people}
        signed_in = {lead: Client(self.api.gateway, lead) for lead in sorted(leads)}
        progress = Progress("feedback and one-on-ones", len(people))
        for person in people:
            lead = person["assignment"]["manager"]["id"]
            self._meet(signed_in[lead], lead, person)
            if self.chance.random() < 0.66:
                self._praise(signed_in[lead], person, self.chance.choice(values))
            progress.tick()

    def _praise(self, lead: Client, person: Record, value: Record) -> None:
        visibility = self.chance.choice(["public", "subject_and_manager"])
        body = {"subject_id": person["id"], "kind": "praise", "visibility": visibility, "value_ids": [value["id"]]}
        draft = lead.post("/performance/v1/feedback", json=body | {"body": self.chance.choice(PRAISE)})
        lead.move(f"/performance/v1/feedback/{draft['id']}", draft, "share")

    def _meet(self, lead: Client, lead_id: str, person: Record) -> None:
        begun = self.now - timedelta(days=self.chance.randint(1, 13))
        body = {"lead_id": lead_id, "person_id": person["id"], "cadence_days": 14, "first_at": begun.isoformat()}
        series = lead.post("/performance/v1/one-on-one-series", json=body)
        [meeting] = lead.get("/performance/v1/one-on-ones", series_id=series["id"])["items"]
        path = f"/performance/v1/one-on-ones/{meeting['id']}"
        meeting = lead.post(f"{path}/agenda-items", json={"text": self.chance.choice(AGENDA)})
        due_on = (self.now + timedelta(days=self.chance.randint(-3, 20))).date().isoformat()
        agreed = {"one_on_one_id": meeting["id"], "owner_id": person["id"], "due_on": due_on}
        lead.post("/performance/v1/action-items", json=agreed | {"text": self.chance.choice(ACTIONS)})
        lead.move(path, meeting, "hold")
