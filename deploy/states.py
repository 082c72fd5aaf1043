"""Write the state machines as they are in force: `python -m deploy.states`."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any

import services.performance
import services.quality
from services.quality.independence.rules import INDEPENDENCE
from shared.workflow import Workflow

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "states.md"
INTRODUCTION = """# State machines

Written by `python -m deploy.states` from the tables that the services obey; a test compares. A transition names what
has to hold in brackets, (r) where it needs a reason and (s) where it is signed. `GET …/transitions` says of one record
which of these hold for you now. What is not here is refused.
"""


def machines() -> dict[str, Workflow[Any]]:
    """Every table of states that a feature's rules declare, by feature and name."""
    return {title: machine for service in (services.quality, services.performance) for title, machine in _of(service)}


def _of(service: Any) -> Iterator[tuple[str, Workflow[Any]]]:
    for found in walk_packages(service.__path__, f"{service.__name__}."):
        _, _, feature, *parts = found.name.split(".")
        if parts[:1] == ["rules"]:
            rules = vars(import_module(found.name))
            declared = [name for name, value in rules.items() if isinstance(value, Workflow)]
            yield from ((_title(feature, name), rules[name]) for name in declared)


def _title(feature: str, name: str) -> str:
    called = name.replace("LIFECYCLE", "").strip("_").lower()
    return ": ".join(filter(None, [feature.capitalize(), called])).replace("_", " ")


def written() -> str:
    drawn = [f"## {title}\n\n```mermaid\n{machine.diagram()}\n```\n" for title, machine in machines().items()]
    return "\n".join([INTRODUCTION, *drawn, _independence()])


def _independence() -> str:
    rows = [f"| `{rule.code}` | {rule.detail} | {', '.join(rule.never)} |" for rule in INDEPENDENCE]
    return "\n".join(["## Independence", "", "| Rule | | Never |", "|---|---|---|", *rows, ""])


if __name__ == "__main__":
    DOCUMENT.write_text(written())
    print("docs/states.md")
