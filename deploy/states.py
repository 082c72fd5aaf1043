"""Write the state machines as they are in force: `python -m deploy.states`."""

from pathlib import Path
from typing import Any

from services.performance.competencies.rules import LIFECYCLE as COMPETENCIES
from services.performance.delegations.rules import LIFECYCLE as DELEGATIONS
from services.performance.expectations.rules import LIFECYCLE as EXPECTATIONS
from services.performance.goal_changes.rules import LIFECYCLE as GOAL_CHANGES
from services.performance.goals.rules.states import CYCLE_LIFECYCLE, KEY_RESULT_LIFECYCLE
from services.performance.goals.rules.states import LIFECYCLE as GOALS
from services.performance.job_profiles.rules import LIFECYCLE as JOB_PROFILES
from services.performance.org_units.rules import LIFECYCLE as ORG_UNITS
from services.performance.people.rules.employment import LIFECYCLE as PEOPLE
from services.performance.standards.rules.states import LIFECYCLE as STANDARDS
from services.quality.charts.rules.states import LIMITS, SIGNALS
from services.quality.deputies.rules import LIFECYCLE as DEPUTIES
from services.quality.gages.rules import LIFECYCLE as GAGES
from services.quality.independence.rules import INDEPENDENCE
from services.quality.links.rules import LIFECYCLE as LINKS
from services.quality.measurements.rules import LIFECYCLE as SUBGROUPS
from services.quality.nonconformances.rules.states import LIFECYCLE as NONCONFORMANCES
from shared.workflow import Workflow

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "states.md"
MACHINES: dict[str, Workflow[Any]] = {
    "Nonconformance": NONCONFORMANCES,
    "Link": LINKS,
    "Limit set": LIMITS,
    "Signal": SIGNALS,
    "Measurement": SUBGROUPS,
    "Gage": GAGES,
    "Deputy": DEPUTIES,
    "Goal": GOALS,
    "Key result": KEY_RESULT_LIFECYCLE,
    "Goal cycle": CYCLE_LIFECYCLE,
    "Change of a goal": GOAL_CHANGES,
    "Standard": STANDARDS,
    "Person": PEOPLE,
    "Unit": ORG_UNITS,
    "Delegation": DELEGATIONS,
    "Job profile": JOB_PROFILES,
    "Competency": COMPETENCIES,
    "Expectation": EXPECTATIONS,
}
INTRODUCTION = """# State machines

Written by `python -m deploy.states` from the tables that the services obey; a test compares. A transition names what
has to hold in brackets, (r) where it needs a reason and (s) where it is signed. `GET …/transitions` says of one record
which of these hold for you now. What is not here is refused.
"""


def written() -> str:
    machines = [f"## {name}\n\n```mermaid\n{machine.diagram()}\n```\n" for name, machine in MACHINES.items()]
    return "\n".join([INTRODUCTION, *machines, _independence()])


def _independence() -> str:
    rows = [f"| `{rule.code}` | {rule.detail} | {', '.join(rule.never)} |" for rule in INDEPENDENCE]
    return "\n".join(["## Independence", "", "| Rule | | Never |", "|---|---|---|", *rows, ""])


if __name__ == "__main__":
    DOCUMENT.write_text(written())
    print("docs/states.md")
