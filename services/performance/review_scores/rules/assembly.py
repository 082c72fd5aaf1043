"""From what is stored of a review to the inputs of its score. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from services.performance.review_scores.rules.inputs import Answered, Assignment, Inputs, Item, Rating, Section
from services.performance.review_scores.rules.responsibility import Span, shares
from services.performance.review_templates.rules import PER_TARGET, AnswerType, ReviewRole, SectionKind
from services.performance.scoring_policies.rules import ScoringRules, read

Said = Mapping[str, Any]


def place(item: str, target_id: UUID | str | None) -> str:
    """What an answer answers: an item, for one of its targets if it has any."""
    return item if target_id is None else f"{item}:{target_id}"


def asked(section: Said, targets: Said) -> Iterator[tuple[Said, Said | None]]:
    """The items of a section, each once for each goal or competency where it asks for these."""
    kind = SectionKind(section["kind"])
    for item in section["items"]:
        if kind in PER_TARGET:
            yield from ((item, target) for target in targets[kind])
        else:
            yield item, None


def assembled(said: Said, rules: ScoringRules | None = None) -> Inputs:
    """`rules` instead of the cycle's own, to see what another policy would have said."""
    policy = rules or read(said["rules"])
    sections = (_section(section, said["targets"]) for section in said["sections"] if section["scored"])
    return Inputs(
        scale=tuple(Decimal(level["value"]) for level in said["levels"]),
        sections=tuple(section for section in sections if section.items),
        assignments=tuple(_assignments(said, policy)),
        policy=policy,
        sources=said["sources"],
    )


def _section(section: Said, targets: Said) -> Section:
    items = (
        _item(item, target) for item, target in asked(section, targets) if item["answer_type"] == AnswerType.RATING
    )
    return Section(section["key"], Decimal(section["weight"]), tuple(items))


def _item(item: Said, target: Said | None) -> Item:
    weight = Decimal(item["weight"]) * (Decimal(target["weight"]) if target else 1)
    return Item(
        place(item["key"], target["id"] if target else None),
        weight,
        frozenset(map(ReviewRole, item["audiences"])),
        critical=item["critical"],
        veto_level=item["veto_level"],
        veto_group=item["veto_group"],
    )


def _assignments(said: Said, policy: ScoringRules) -> Iterator[Assignment]:
    """Managers count by the days for which they answer, the others alike."""
    managers = [one for one in said["assignments"] if one["role"] == ReviewRole.MANAGER]
    spans = [_span(one["period_from"], one["period_to"]) for one in managers]
    away = [_span(one["starts_on"], one["ends_on"]) for one in said["away"]]
    counted = shares(spans, away, policy.manager_min_days)
    weights = {one["id"]: weight for one, weight in zip(managers, counted, strict=True)}
    for one in said["assignments"]:
        weight = weights.get(one["id"], Decimal(1))
        yield Assignment(one["id"], ReviewRole(one["role"]), dict(_ratings(one["answers"])), weight)


def _ratings(answers: Sequence[Said]) -> Iterator[tuple[str, Rating]]:
    for answer in answers:
        rating = Answered.NOT_APPLICABLE if answer["not_applicable"] else answer["level"]
        if rating is not None:
            yield place(answer["item"], answer["target_id"]), rating


def _span(first: str, last: str) -> Span:
    return Span(date.fromisoformat(first), date.fromisoformat(last))
