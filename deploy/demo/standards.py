"""The demo's productivity standards: targets, and what everybody did in the last months."""

import json
import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from deploy.demo.client import Client

STANDARDS = json.loads(Path(__file__).with_name("standards.json").read_text())
MEASURED_MONTHS = 6
TODAY = datetime.now(UTC).date()


class Standards:
    def __init__(self, api: Client, chance: random.Random) -> None:
        self.api, self.chance = api, chance

    def load(self) -> None:
        known = {one["code"] for one in self.api.all("/performance/v1/standards")}
        people = list(self.api.all("/performance/v1/people"))
        for one in STANDARDS:
            if one["standard"]["code"] not in known:
                self._standard(one, [person for person in people if _unit(person)["code"] == one["unit"]])

    def _standard(self, one: dict[str, Any], people: list[dict[str, Any]]) -> None:
        """A target for the unit, an easier one for its newest, and what everybody did in the last months."""
        standard = self.api.post("/performance/v1/standards", json=one["standard"])
        begun, newest = {"effective_from": "2024-01-01"}, max(people, key=lambda person: str(person["hired_on"]))
        targets = f"/performance/v1/standards/{standard['id']}/targets"
        self.api.post(targets, json=begun | one["target"] | {"org_unit_id": _unit(newest)["id"]})
        self.api.post(targets, json=begun | one["own_target"] | {"person_id": newest["id"]})
        rows = [
            self._measurement(standard, one, person, last_day)
            for last_day in _month_ends(MEASURED_MONTHS)
            for person in people
            if str(person["hired_on"]) < last_day.isoformat()
        ]
        self.api.post("/performance/v1/measurements:batch?atomic=true", json={"source": "mes", "rows": rows})

    def _measurement(
        self, standard: dict[str, Any], one: dict[str, Any], person: dict[str, Any], last_day: date
    ) -> dict[str, Any]:
        worked = self.chance.randint(*one["worked"])
        return {
            "external_id": f"{standard['code']}/{person['id']}/{last_day:%Y-%m}",
            "standard_id": standard["id"],
            "person_id": person["id"],
            "starts_on": last_day.replace(day=1).isoformat(),
            "ends_on": last_day.isoformat(),
            "numerator": round(worked * self.chance.uniform(*one["value"]), 2),
            "denominator": worked,
        }


def _unit(person: dict[str, Any]) -> dict[str, Any]:
    unit: dict[str, Any] = person["assignment"]["org_unit"]
    return unit


def _month_ends(count: int) -> Iterator[date]:
    """The last days of the months before this one, the latest first."""
    day = TODAY
    for _ in range(count):
        day = day.replace(day=1) - timedelta(days=1)
        yield day
