"""The demo's process: piston rings that are measured, and what was found wrong with them."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from deploy.demo.cast import QUALITY_ENGINEER, person_id
from deploy.demo.client import Client
from deploy.demo.terminal import Progress, step

FILES = Path(__file__).resolve().parent
NONCONFORMANCES = json.loads((FILES / "nonconformances.json").read_text())
PISTON_RINGS = json.loads((FILES / "pistonrings.json").read_text())


class Quality:
    def __init__(self, api: Client) -> None:
        self.api = api

    def load(self) -> None:
        with step("a process and its measurements"):
            characteristic = self._process()
            self._subgroups(characteristic["id"])
        self._nonconformances(characteristic)

    def _process(self) -> dict[str, Any]:
        known = {one["code"]: one for one in self.api.all("/quality/v1/characteristics")}
        if "ring-diameter" in known:
            return known["ring-diameter"]
        process = self.api.post(
            "/quality/v1/processes", json={"code": "piston-rings", "name": "Forging of piston rings"}
        )
        self._characteristic(process["id"], "ring-height", "Height", target=2.0, lsl=None, usl=2.05)
        return self._characteristic(
            process["id"], "ring-diameter", "Inside diameter", target=74.0, lsl=73.95, usl=74.05
        )

    def _characteristic(self, process_id: str, code: str, name: str, **limits: float | None) -> dict[str, Any]:
        fixed = {"unit": "mm", "characteristic_class": "major", "subgroup_size": 5}
        body = {"process_id": process_id, "code": code, "name": name} | fixed | limits
        return self.api.post("/quality/v1/characteristics", json=body)

    def _subgroups(self, characteristic_id: str) -> None:
        hours = range(len(PISTON_RINGS["subgroups"]))
        first = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - timedelta(hours=len(hours))
        if self.api.get(f"/quality/v1/characteristics/{characteristic_id}/measurements", limit=1)["items"]:
            return
        batch = {
            "source": ["demo"],
            "external_id": [f"ring {hour}" for hour in hours],
            "characteristic_id": [characteristic_id],
            "taken_at": [(first + timedelta(hours=hour)).isoformat() for hour in hours],
            "values": PISTON_RINGS["subgroups"],
        }
        self.api.post("/quality/v1/measurements:batch", json=batch)

    def _nonconformances(self, characteristic: dict[str, Any]) -> None:
        known = {one["title"] for one in self.api.all("/quality/v1/nonconformances")}
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
            "owner_id": person_id(self.api.gateway, QUALITY_ENGINEER.email),
        }
        body = {name: value for name, value in one.items() if name not in {"days_ago", "actions"}} | about
        record = self.api.post("/quality/v1/nonconformances", json=body)
        for action in one["actions"]:
            record = self.api.move(f"/quality/v1/nonconformances/{record['id']}", record, action)
