"""The demo's process: piston rings that are measured, and what was found wrong with them."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from deploy.demo.cast import QUALITY_ENGINEER, person_id
from deploy.demo.client import Client
from deploy.demo.limits import Limits
from deploy.demo.terminal import Progress, step

FILES = Path(__file__).resolve().parent
NONCONFORMANCES = json.loads((FILES / "nonconformances.json").read_text())
PISTON_RINGS = json.loads((FILES / "pistonrings.json").read_text())
RING_DIAMETER = "ring-diameter"


class Quality:
    def __init__(self, api: Client) -> None:
        self.api = api

    def load(self) -> None:
        with step("a process and its measurements"):
            characteristic = self._process()
            self._subgroups(characteristic["id"])
        with step("control limits, approved by somebody else"):
            Limits(self.api.gateway).load(characteristic)
        self._nonconformances(characteristic)

    def _process(self) -> dict[str, Any]:
        known = {one["code"]: one for one in self.api.all("/quality/v1/characteristics")}
        if RING_DIAMETER in known:
            return known[RING_DIAMETER]
        process = self.api.post(
            "/quality/v1/processes", json={"code": "piston-rings", "name": "Forging of piston rings"}
        )
        self._characteristic(process["id"], "ring-height", "Height", target=2.0, lsl=None, usl=2.05)
        return self._characteristic(process["id"], RING_DIAMETER, "Inside diameter", target=74.0, lsl=73.95, usl=74.05)

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
        engineer = person_id(self.api.gateway, QUALITY_ENGINEER.email)
        about = {
            "process_id": characteristic["process"]["id"],
            "detected_at": detected_at.isoformat(),
            "owner_id": engineer,
        }
        told = {"title", "description", "detected_where", "severity", "quantity_affected", "unit"}
        body = {name: value for name, value in one.items() if name in told} | about
        record = self.api.post("/quality/v1/nonconformances", json=body)
        path = f"/quality/v1/nonconformances/{record['id']}"
        if one["opened"]:
            record = self.api.move(path, record, "open")
        if one["closed_for"]:
            self._closed(path, record, one, Client(self.api.gateway, engineer))

    def _closed(self, path: str, record: dict[str, Any], one: dict[str, Any], owner: Client) -> None:
        """The whole way: its owner does what is to be done, the quality manager decides and verifies."""
        owner.move(path, record, "contain")
        record = owner.patch(path, json={"lot_refs": ["4711"], "hold_requested": True} | _decided(one))
        owner.move(path, record, "review")
        way = {"kind": one["disposition"], "quantity": one["quantity_affected"]}
        record = owner.post(f"{path}/dispositions", json=way)
        record = self.api.move(path, record, "dispose", signature="approved")
        owner.move(path, record, "execute")
        [disposition] = record["dispositions"]
        record = owner.post(f"{path}/dispositions/{disposition['id']}/execution", json={"evidence": "Note 12"})
        record = owner.move(path, record, "submit")
        self.api.move(path, record, "close", signature="verified")


def _decided(one: dict[str, Any]) -> dict[str, Any]:
    rationale = {"capa_decision": "not_required", "capa_rationale": "It happened once and was found at once."}
    return {"cause_codes": [one["closed_for"]], "costs_are_zero": True} | rationale
