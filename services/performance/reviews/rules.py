"""What an answer has to be, and when a form is complete. Pure."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from services.performance.review_scores.rules.assembly import asked, place
from services.performance.review_templates.rules import AnswerType, CommentRequired, ReviewRole
from services.performance.scoring_policies.rules import Missing
from shared.problems import Conflict, FieldError, Invalid, Problem

Said = Mapping[str, Any]

FIELDS = {
    AnswerType.RATING: "level",
    AnswerType.TEXT: "answer_text",
    AnswerType.NUMBER: "number",
    AnswerType.BOOLEAN: "yes",
    AnswerType.SINGLE: "choices",
    AnswerType.MULTI: "choices",
}
"""Which field answers which type of item."""


class AnswerInvalid(Invalid):
    """This is no answer to what was asked."""


class NotComplete(Conflict):
    """Something that has to be answered or explained is not; `errors` says what."""


class AnswerChanged(Problem):
    """This item has been changed since you read it, and only this one; `current` is its version now."""

    status = 412


class SelfReview(Invalid):
    """Nobody is a peer of themselves, and the manager of the subject is no peer either."""


class ManagerUnchanged(Conflict):
    """The review knows the subject's manager of today already."""


class ManagerChoice(StrEnum):
    """Whose a review is when the manager changes: still the old one's, the new one's, or each for their days."""

    KEEP = "keep"
    TRANSFER = "transfer"
    SPLIT = "split"


def usual_choice(days_before: int, days_after: int, min_days: int) -> ManagerChoice:
    """E1: both answer where both led long enough."""
    return ManagerChoice.SPLIT if min(days_before, days_after) >= min_days else ManagerChoice.TRANSFER


class Answer(Protocol):
    @property
    def item(self) -> str: ...
    @property
    def target_id(self) -> UUID | None: ...
    @property
    def level(self) -> int | None: ...
    @property
    def choices(self) -> Sequence[str]: ...
    @property
    def not_applicable(self) -> bool: ...
    @property
    def comment(self) -> str: ...


def items_for(role: ReviewRole, sections: Sequence[Said], targets: Said) -> dict[str, Said]:
    """What this role is asked, by the place of its answer."""
    return {
        place(item["key"], target["id"] if target else None): item
        for section in sections
        for item, target in asked(section, targets)
        if role in item["audiences"]
    }


def check_answer(answer: Answer, items: Mapping[str, Said], levels: int) -> None:
    item = items.get(place(answer.item, answer.target_id))
    if item is None:
        raise AnswerInvalid(errors=[FieldError("/item", "not_asked", "is not asked of you here")])
    if answer.not_applicable and not item["allow_na"]:
        raise AnswerInvalid(errors=[FieldError("/not_applicable", "not_allowed", "always applies")])
    field = FIELDS[AnswerType(item["answer_type"])]
    given = [name for name in dict.fromkeys(FIELDS.values()) if getattr(answer, name) not in (None, "", [])]
    wrong = [name for name in given if name != field or answer.not_applicable]
    if wrong:
        raise AnswerInvalid(errors=[FieldError(f"/{name}", "not_asked", f"answers by {field}") for name in wrong])
    _check_value(answer, item, levels)


def _check_value(answer: Answer, item: Said, levels: int) -> None:
    if answer.level is not None and answer.level > levels:
        raise AnswerInvalid(errors=[FieldError("/level", "no_such_level", f"must be within 1..{levels}")])
    one = item["answer_type"] == AnswerType.SINGLE and len(answer.choices) > 1
    if one or not set(answer.choices) <= set(item["choices"]):
        raise AnswerInvalid(errors=[FieldError("/choices", "no_such_choice", "must be among those offered")])


def check_complete(items: Mapping[str, Said], answers: Sequence[Answer], levels: int, missing: Missing) -> None:
    """Whatever is required is answered or not applicable, and explained where that is required."""
    found = {place(answer.item, answer.target_id): answer for answer in answers}
    errors = list(_incomplete(items, found, levels, missing))
    if errors:
        raise NotComplete(errors=errors)


def _incomplete(
    items: Mapping[str, Said], found: Mapping[str, Answer], levels: int, missing: Missing
) -> Iterator[FieldError]:
    for key, item in items.items():
        answer = found.get(key)
        blocks = missing is Missing.BLOCK and item["answer_type"] == AnswerType.RATING
        if (item["required"] or blocks) and not _answered(answer, item):
            yield FieldError(f"/answers/{key}", "missing", "has to be answered")
        if answer is not None and not answer.comment.strip() and _needs_comment(answer, item, levels):
            yield FieldError(f"/answers/{key}/comment", "missing", "has to be explained")


def _answered(answer: Answer | None, item: Said) -> bool:
    if answer is None:
        return False
    return answer.not_applicable or getattr(answer, FIELDS[AnswerType(item["answer_type"])]) not in (None, "", [])


def _needs_comment(answer: Answer, item: Said, levels: int) -> bool:
    ends = {
        CommentRequired.NEVER: False,
        CommentRequired.ALWAYS: True,
        CommentRequired.LOWEST: answer.level == 1,
        CommentRequired.HIGHEST: answer.level == levels,
        CommentRequired.ENDS: answer.level in {1, levels},
    }
    return ends[CommentRequired(item["comment_required"])]


def content_hash(answers: Sequence[Said]) -> str:
    """SHA-256 of what was submitted, as canonical JSON."""
    text = json.dumps(answers, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
