"""Control limits as two people set them: the quality engineer proposes, the head of production approves."""

from typing import Any

from deploy.demo.cast import MANAGER, QUALITY_ENGINEER, person_id
from deploy.demo.client import Client

PHASE_ONE = 25
"""Subgroups from which Montgomery sets the limits; all that follow are judged by them."""


class Limits:
    def __init__(self, gateway: str) -> None:
        people = (person_id(gateway, member.email) for member in (QUALITY_ENGINEER, MANAGER))
        self.engineer, self.manager = (Client(gateway, person) for person in people)

    def load(self, characteristic: dict[str, Any]) -> None:
        query = {"characteristic_id": characteristic["id"]}
        [chart] = self.engineer.get("/quality/v1/charts", **query)["items"]
        if chart["active_limit_set_id"] is None:
            self._set(f"/quality/v1/charts/{chart['id']}")

    def _set(self, chart: str) -> None:
        points = self.engineer.get(f"{chart}/data", last=1_000)["points"]
        begins = points[PHASE_ONE]["taken_at"]
        trial = self.engineer.post(f"{chart}/limit-sets", json={"taken_before": begins})
        path = f"/quality/v1/limit-sets/{trial['id']}"
        approved = self.manager.move(path, trial, "approve", reason="All points are in control.")
        self.engineer.move(path, approved, "activate", valid_from=begins)
