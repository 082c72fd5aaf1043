"""The demo's goals: one of the company, one a unit that rolls up into it, one a person that rolls up into that."""

import json
import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from deploy.demo.client import Client
from deploy.demo.terminal import Progress

GOALS = json.loads(Path(__file__).with_name("goals.json").read_text())
CHECK_INS_AT_ONCE = 200
LEADS = "Head "

Record = dict[str, Any]


class Goals:
    """They run through the year that today lies in, so that some are ahead of it and some behind."""

    def __init__(self, api: Client, chance: random.Random) -> None:
        self.api, self.chance = api, chance
        self.today = datetime.now(UTC).date()
        self.entries: list[Record] = []

    def load(self) -> None:
        people = list(self.api.all("/performance/v1/people"))
        if next(self.api.all("/performance/v1/goals"), None) is not None:
            return
        progress = Progress("goals and check-ins", len(people))
        cycle = self._cycle()
        tops = self._tops(cycle, {_unit_of(person): person for person in people if _leads(person)})
        for person in people:
            if not _leads(person):
                self._own(person, cycle, tops[_unit_of(person)])
            progress.tick()
        for begin in range(0, len(self.entries), CHECK_INS_AT_ONCE):
            rows = self.entries[begin : begin + CHECK_INS_AT_ONCE]
            self.api.post("/performance/v1/check-ins:batch?atomic=true", json={"rows": rows})

    def _cycle(self) -> Record:
        first = self.today - timedelta(days=150)
        days = {"starts_on": first.isoformat(), "ends_on": (first + timedelta(days=364)).isoformat()}
        cycle = self.api.post("/performance/v1/goal-cycles", json={"name": f"{first.year}/{first.year + 1}"} | days)
        return self.api.move(f"/performance/v1/goal-cycles/{cycle['id']}", cycle, "open")

    def _tops(self, cycle: Record, heads: dict[str, Record]) -> dict[str, Record]:
        """The company's goal, and what each unit gives to it."""
        company = self._goal(GOALS["company"], cycle, heads["ceo"], level="company", progress_method="pooled")
        tops = {"ceo": company}
        for unit, wanted in GOALS["units"].items():
            tops[unit] = self._goal(wanted, cycle, heads[unit], level="org_unit", progress_method="pooled")
            self._contributes(tops[unit], company)
        return tops

    def _own(self, person: Record, cycle: Record, top: Record) -> None:
        wanted = self.chance.choice(GOALS["individual"][_unit_of(person)])
        draft = self.chance.random() < 0.1
        goal = self._goal(wanted, cycle, person, level="individual", draft=draft)
        self._contributes(goal, top)

    def _goal(self, wanted: Record, cycle: Record, owner: Record, *, draft: bool = False, **fields: Any) -> Record:
        body = wanted | {"owner_id": owner["id"], "goal_cycle_id": cycle["id"]} | fields
        goal = self.api.post("/performance/v1/goals", json=body)
        if draft:
            return goal
        for key_result in goal["key_results"]:
            self.entries += self._check_ins(key_result, date.fromisoformat(goal["starts_on"]))
        return self.api.move(f"/performance/v1/goals/{goal['id']}", goal, "publish")

    def _contributes(self, child: Record, parent: Record) -> None:
        self.api.put(f"/performance/v1/goals/{child['id']}/contribution", json={"parent_goal_id": parent["id"]})

    def _check_ins(self, key_result: Record, begun: date) -> Iterator[Record]:
        """Month by month on the way to the target; a few key results nobody has looked at yet."""
        reached, months = 0.0, self.chance.choice([0, 2, 4, 4, 5, 5])
        for month in range(months):
            reached = min(1.1, reached + self.chance.uniform(0.02, 0.2))
            said = self._said(key_result, reached, month)
            as_of = (begun + timedelta(days=28 * (month + 1))).isoformat()
            confidence = self.chance.randint(3, 9)
            yield {"key_result_id": key_result["id"], "as_of": as_of, "confidence": confidence} | said

    def _said(self, key_result: Record, reached: float, month: int) -> Record:
        match key_result["kind"]:
            case "milestone":
                return {"milestone_id": key_result["milestones"][min(month, 2)]["id"], "value": 1}
            case "boolean":
                return {"value": int(reached > 0.5)}
            case "range":
                return {"value": round(self.chance.uniform(1_465, 1_525))}
        span = key_result["target_value"] - key_result["start_value"]
        return {"value": round(key_result["start_value"] + span * reached, 2)}


def _unit_of(person: Record) -> str:
    code: str = person["assignment"]["org_unit"]["code"]
    return code


def _leads(person: Record) -> bool:
    title: str = person["assignment"]["job_title"]
    return title.startswith(LEADS) or title == "Chief executive"
