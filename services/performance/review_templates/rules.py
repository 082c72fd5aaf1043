"""What makes a template. Pure."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Any, Protocol

from shared.problems import FieldError, Invalid

HUNDRED = Decimal(100)


class ReviewRole(StrEnum):
    """As whom somebody writes about the subject of a review."""

    SELF = "self"
    MANAGER = "manager"
    SECOND_MANAGER = "second_manager"
    PEER = "peer"
    DIRECT_REPORT = "direct_report"
    DOTTED_LINE = "dotted_line"
    EXTERNAL = "external"


class SectionKind(StrEnum):
    """Items under goals and competencies are asked once for each goal or expected competency of the subject."""

    GOALS = "goals"
    COMPETENCIES = "competencies"
    EXPECTATIONS = "expectations"
    STANDARDS = "standards"
    QUESTIONS = "questions"
    OVERALL = "overall"


PER_TARGET = frozenset({SectionKind.GOALS, SectionKind.COMPETENCIES})


class AnswerType(StrEnum):
    RATING = "rating"
    TEXT = "text"
    SINGLE = "single"
    MULTI = "multi"
    NUMBER = "number"
    BOOLEAN = "boolean"


class CommentRequired(StrEnum):
    NEVER = "never"
    LOWEST = "lowest"
    HIGHEST = "highest"
    ENDS = "ends"
    ALWAYS = "always"


class Weighed(Protocol):
    @property
    def weight(self) -> Decimal: ...


class ItemLike(Weighed, Protocol):
    @property
    def key(self) -> str: ...
    @property
    def answer_type(self) -> AnswerType: ...
    @property
    def choices(self) -> Sequence[str]: ...
    @property
    def veto_level(self) -> int | None: ...


class SectionLike(Weighed, Protocol):
    @property
    def key(self) -> str: ...
    @property
    def scored(self) -> bool: ...
    @property
    def items(self) -> Sequence[ItemLike]: ...


class TemplateInvalid(Invalid):
    """This template can't be scored or answered; `errors` says where."""


def check_template(sections: Sequence[SectionLike], sum_to_100: bool, levels: int) -> None:
    """Everything that is wrong at once; `levels` is how many the scale has."""
    scored = [section for section in sections if section.scored]
    errors = [
        *_doubles((f"/sections/{place}/key", section.key) for place, section in enumerate(sections)),
        *_doubles(
            (f"/sections/{place}/items/{at}/key", item.key)
            for place, section in enumerate(sections)
            for at, item in enumerate(section.items)
        ),
        *(_weights("/sections", scored, sum_to_100) if scored else ()),
    ]
    for place, section in enumerate(sections):
        errors += _items_of(f"/sections/{place}/items", section, sum_to_100, levels)
    if errors:
        raise TemplateInvalid(errors=errors)


def _items_of(pointer: str, section: SectionLike, sum_to_100: bool, levels: int) -> list[FieldError]:
    rated = [item for item in section.items if item.answer_type is AnswerType.RATING]
    errors = _weights(pointer, rated, sum_to_100) if section.scored else []
    for at, item in enumerate(section.items):
        chosen = item.answer_type in {AnswerType.SINGLE, AnswerType.MULTI}
        if chosen != bool(item.choices):
            detail = "are what one may choose from" if chosen else "belong to an item that is chosen from"
            errors.append(FieldError(f"{pointer}/{at}/choices", "choices", detail))
        if item.veto_level is not None and item.veto_level > levels:
            errors.append(FieldError(f"{pointer}/{at}/veto_level", "no_such_level", "is no level of the scale"))
    return errors


def _weights(pointer: str, weighed: Iterable[Weighed], sum_to_100: bool) -> list[FieldError]:
    whole = sum((one.weight for one in weighed), Decimal(0))
    if sum_to_100 and whole != HUNDRED:
        return [FieldError(pointer, "not_100", f"weigh {whole} together and must weigh exactly 100")]
    return [] if whole > 0 else [FieldError(pointer, "weightless", "must weigh more than nothing together")]


def _doubles(named: Iterable[tuple[str, str]]) -> list[FieldError]:
    seen, errors = set[str](), []
    for pointer, key in named:
        if key in seen:
            errors.append(FieldError(pointer, "twice", "stands in this template already"))
        seen.add(key)
    return errors


def default(rating_scale_id: Any) -> dict[str, Any]:
    """The template of the default pack: results and conduct are rated, and two questions are asked."""
    rated = {
        "answer_type": "rating", "required": True, "allow_na": True, "critical": False, "veto_level": None,
        "veto_group": None, "comment_required": "ends", "choices": [], "audiences": list(ReviewRole),
    }  # fmt: skip
    asked = rated | {"answer_type": "text", "required": False, "comment_required": "never", "weight": "0"}
    asked["audiences"] = ["self", "manager"]
    return {
        "code": "standard",
        "name": "Results, conduct and outlook",
        "rating_scale_id": rating_scale_id,
        "sum_to_100": True,
        "sections": [
            {
                "key": "results", "kind": "questions", "title": "Results", "weight": "60", "scored": True,
                "items": [
                    rated | {"key": "quality", "prompt": "How good was the work?", "weight": "50"},
                    rated | {"key": "delivery", "prompt": "Was what was agreed done in time?", "weight": "50"},
                ],
            },
            {
                "key": "conduct", "kind": "questions", "title": "Conduct", "weight": "40", "scored": True,
                "items": [
                    rated | {"key": "cooperation", "prompt": "How is it to work together?", "weight": "60"},
                    rated | {"key": "learning", "prompt": "What was learnt and passed on?", "weight": "40"},
                ],
            },
            {
                "key": "outlook", "kind": "questions", "title": "Outlook", "weight": "0", "scored": False,
                "items": [
                    asked | {"key": "keep", "prompt": "What should go on as it is?"},
                    asked | {"key": "change", "prompt": "What should change?"},
                ],
            },
        ],
    }  # fmt: skip
