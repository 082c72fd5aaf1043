"""The demo's data, loaded as any client would: through the gateway, over HTTP. What is there already stays."""

import json
import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from deploy.demo.cast import LOADER_SCOPES, QUALITY_ENGINEER, mint, person_id
from deploy.demo.terminal import Progress, step

TODAY = datetime.now(UTC).date()
FILES = Path(__file__).resolve().parent
GOALS = json.loads((FILES / "goals.json").read_text())
NONCONFORMANCES = json.loads((FILES / "nonconformances.json").read_text())
STANDARDS = json.loads((FILES / "standards.json").read_text())
MEASURED_MONTHS = 6
PISTON_RINGS = json.loads((FILES / "pistonrings.json").read_text())


def _unit(person: dict[str, Any]) -> dict[str, Any]:
    unit: dict[str, Any] = person["assignment"]["org_unit"]
    return unit


def _month_ends(count: int) -> Iterator[date]:
    """The last days of the months before this one, the latest first."""
    day = TODAY
    for _ in range(count):
        day = day.replace(day=1) - timedelta(days=1)
        yield day


class Loader:
    def __init__(self, gateway: str) -> None:
        headers = {"Authorization": f"Bearer {mint(gateway, 'demo', LOADER_SCOPES)}"}
        self.api = httpx.Client(base_url=gateway, headers=headers, timeout=30)
        self.chance = random.Random(1924)  # noqa: S311 # the same data every time

    def load(self) -> None:
        with step("people, from a CSV file"):
            self._people()
        self._goals()
        with step("productivity standards and measurements"):
            self._standards()
        with step("a process and its measurements"):
            characteristic = self._process()
            self._subgroups(characteristic["id"])
        self._nonconformances(characteristic)

    def _people(self) -> None:
        content = (FILES / "people.csv").read_bytes()
        answer = self._post("/performance/v1/people/import?source=hr", content=content, media="text/csv")
        if answer["summary"]["failed"]:
            raise RuntimeError(f"the demo's own people file has wrong rows: {answer['results']}")

    def _goals(self) -> None:
        owners_with_goals = {goal["owner"]["id"] for goal in self._all("/performance/v1/goals")}
        owners = [person for person in self._all("/performance/v1/people") if person["id"] not in owners_with_goals]
        progress = Progress("goals and check-ins", len(owners)) if owners else None
        for person in owners:
            self._goal_of(person)
            if progress:
                progress.tick()

    def _goal_of(self, person: dict[str, Any]) -> None:
        unit = person["assignment"]["org_unit"]["code"]
        wanted = self.chance.choice(GOALS[unit])
        due = TODAY + timedelta(days=self.chance.randint(20, 200))
        begun = TODAY - timedelta(days=90)
        goal = self._post(
            "/performance/v1/goals",
            json=wanted | {"owner_id": person["id"], "starts_on": begun.isoformat(), "due_on": due.isoformat()},
        )
        if self.chance.random() < 0.1:
            return
        self._move(f"/performance/v1/goals/{goal['id']}", goal, "activate")
        for key_result in goal["key_results"]:
            self._check_in(key_result)

    def _check_in(self, key_result: dict[str, Any]) -> None:
        """Up to three entries on the way from start to target; some key results nobody has looked at yet."""
        span, reached = key_result["target_value"] - key_result["start_value"], 0.0
        for month in range(self.chance.randint(0, 3)):
            reached = min(1.1, reached + self.chance.uniform(0.05, 0.4))
            as_of = TODAY - timedelta(days=60 - 28 * month)
            self._post(
                f"/performance/v1/key-results/{key_result['id']}/check-ins",
                json={
                    "value": round(key_result["start_value"] + span * reached, 2),
                    "as_of": as_of.isoformat(),
                    "confidence": self.chance.randint(3, 9),
                },
            )

    def _standards(self) -> None:
        known = {one["code"] for one in self._all("/performance/v1/standards")}
        people = list(self._all("/performance/v1/people"))
        for one in STANDARDS:
            if one["standard"]["code"] not in known:
                self._standard(one, [person for person in people if _unit(person)["code"] == one["unit"]])

    def _standard(self, one: dict[str, Any], people: list[dict[str, Any]]) -> None:
        """A target for the unit, an easier one for its newest, and what everybody did in the last months."""
        standard = self._post("/performance/v1/standards", json=one["standard"])
        begun, newest = {"effective_from": "2024-01-01"}, max(people, key=lambda person: str(person["hired_on"]))
        targets = f"/performance/v1/standards/{standard['id']}/targets"
        self._post(targets, json=begun | one["target"] | {"org_unit_id": _unit(newest)["id"]})
        self._post(targets, json=begun | one["own_target"] | {"person_id": newest["id"]})
        rows = [
            self._measurement(standard, one, person, last_day)
            for last_day in _month_ends(MEASURED_MONTHS)
            for person in people
            if str(person["hired_on"]) < last_day.isoformat()
        ]
        self._post("/performance/v1/measurements:batch?atomic=true", json={"source": "mes", "rows": rows})

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

    def _process(self) -> dict[str, Any]:
        known = {one["code"]: one for one in self._all("/quality/v1/characteristics")}
        if "ring-diameter" in known:
            return known["ring-diameter"]
        process = self._post("/quality/v1/processes", json={"code": "piston-rings", "name": "Forging of piston rings"})
        self._characteristic(process["id"], "ring-height", "Height", target=2.0, lsl=None, usl=2.05)
        return self._characteristic(
            process["id"], "ring-diameter", "Inside diameter", target=74.0, lsl=73.95, usl=74.05
        )

    def _characteristic(self, process_id: str, code: str, name: str, **limits: float | None) -> dict[str, Any]:
        fixed = {"unit": "mm", "characteristic_class": "major", "subgroup_size": 5}
        body = {"process_id": process_id, "code": code, "name": name} | fixed | limits
        return self._post("/quality/v1/characteristics", json=body)

    def _subgroups(self, characteristic_id: str) -> None:
        path = f"/quality/v1/characteristics/{characteristic_id}/subgroups"
        if self._get(path, limit=1)["items"]:
            return
        first = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - timedelta(
            hours=len(PISTON_RINGS["subgroups"])
        )
        subgroups = [
            {"taken_at": (first + timedelta(hours=hour)).isoformat(), "values": values}
            for hour, values in enumerate(PISTON_RINGS["subgroups"])
        ]
        self._post(path, json={"subgroups": subgroups})

    def _nonconformances(self, characteristic: dict[str, Any]) -> None:
        known = {one["title"] for one in self._all("/quality/v1/nonconformances")}
        missing = [one for one in NONCONFORMANCES if one["title"] not in known]
        progress = Progress("nonconformances", len(missing)) if missing else None
        for one in missing:
            self._nonconformance(one, characteristic)
            if progress:
                progress.tick()

    def _nonconformance(self, one: dict[str, Any], characteristic: dict[str, Any]) -> None:
        detected_at = datetime.now(UTC) - timedelta(days=one["days_ago"])
        about = {
            "process_id": characteristic["process"]["id"],
            "detected_at": detected_at.isoformat(),
            "owner_id": person_id(str(self.api.base_url).rstrip("/"), QUALITY_ENGINEER.email),
        }
        body = {name: value for name, value in one.items() if name not in {"days_ago", "actions"}} | about
        record = self._post("/quality/v1/nonconformances", json=body)
        for action in one["actions"]:
            record = self._move(f"/quality/v1/nonconformances/{record['id']}", record, action)

    def _move(self, path: str, record: dict[str, Any], action: str) -> dict[str, Any]:
        body = {"action": action, "reason": "Measured again and found right."}
        return self._post(f"{path}/transitions", json=body, version=record["version"])

    def _post(
        self, path: str, *, json: Any = None, content: bytes | None = None, media: str = "", version: int = 0
    ) -> dict[str, Any]:
        headers = ({"If-Match": f'"{version}"'} if version else {}) | ({"Content-Type": media} if media else {})
        answer = self.api.post(path, json=json, content=content, headers=headers)
        if answer.is_error:
            raise RuntimeError(f"POST {path} answered {answer.status_code}: {answer.text}")
        record: dict[str, Any] = answer.json()
        return record

    def _get(self, path: str, **query: Any) -> dict[str, Any]:
        found: dict[str, Any] = self.api.get(path, params=query).raise_for_status().json()
        return found

    def _all(self, path: str) -> Iterator[dict[str, Any]]:
        cursor = None
        while True:
            page = self._get(path, limit=200, **({"cursor": cursor} if cursor else {}))
            yield from page["items"]
            cursor = page["next_cursor"]
            if cursor is None:
                return
