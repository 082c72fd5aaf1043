"""All that a score depends on, and its digest: from equal inputs follows the same score, on any day. Pure."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from services.performance.review_templates.rules import ReviewRole
from services.performance.scoring_policies.rules import ScoringRules, read, written

FORMULA = 1
"""The version of the formula; a change of what follows from the same inputs is a new number."""


class Answered(StrEnum):
    """What may stand for a rating."""

    NOT_APPLICABLE = "not_applicable"


Rating = int | Answered | None
"""The ordinal of a level; None where nothing was said."""


@dataclass(frozen=True, slots=True)
class Item:
    """What is rated. `key` is that of the template's item and, where it is asked for each target, the target's id."""

    key: str
    weight: Decimal
    audiences: frozenset[ReviewRole]
    critical: bool = False
    veto_level: int | None = None
    veto_group: str | None = None


@dataclass(frozen=True, slots=True)
class Section:
    key: str
    weight: Decimal
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Assignment:
    """What one submitted assignment says; `weight` is its share among those of its role."""

    key: str
    role: ReviewRole
    ratings: Mapping[str, Rating]
    weight: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class Inputs:
    """`scale` are the values of the levels, the lowest first; level 1 is `scale[0]`."""

    scale: tuple[Decimal, ...]
    sections: tuple[Section, ...]
    assignments: tuple[Assignment, ...]
    policy: ScoringRules
    sources: Mapping[str, str]
    """The ids of the versions all this was taken from."""


def as_json(inputs: Inputs) -> dict[str, Any]:
    """Numbers as texts, so that no digit depends on who reads them."""
    sections = [
        asdict(section) | {"weight": _number(section.weight), "items": [_item(item) for item in section.items]}
        for section in inputs.sections
    ]
    assignments = [
        asdict(one) | {"weight": _number(one.weight)} for one in sorted(inputs.assignments, key=lambda one: one.key)
    ]
    return {
        "formula": FORMULA,
        "scale": [_number(value) for value in inputs.scale],
        "sections": sections,
        "assignments": assignments,
        "policy": written(inputs.policy),
        "sources": dict(inputs.sources),
    }


def from_json(said: Mapping[str, Any]) -> Inputs:
    return Inputs(
        scale=tuple(Decimal(value) for value in said["scale"]),
        sections=tuple(_section_from(section) for section in said["sections"]),
        assignments=tuple(_assignment_from(one) for one in said["assignments"]),
        policy=read(said["policy"]),
        sources=said["sources"],
    )


def digest(said: Mapping[str, Any]) -> str:
    """SHA-256 of the inputs as canonical JSON: sorted keys, no spaces, UTF-8."""
    text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _number(number: Decimal) -> str:
    return f"{number.normalize():f}"


def _item(item: Item) -> dict[str, Any]:
    return asdict(item) | {"weight": _number(item.weight), "audiences": sorted(item.audiences)}


def _section_from(said: Mapping[str, Any]) -> Section:
    items = tuple(
        Item(**item | {"weight": Decimal(item["weight"]), "audiences": frozenset(map(ReviewRole, item["audiences"]))})
        for item in said["items"]
    )
    return Section(said["key"], Decimal(said["weight"]), items)


def _assignment_from(said: Mapping[str, Any]) -> Assignment:
    ratings = {key: Answered(rating) if isinstance(rating, str) else rating for key, rating in said["ratings"].items()}
    return Assignment(said["key"], ReviewRole(said["role"]), ratings, Decimal(said["weight"]))
