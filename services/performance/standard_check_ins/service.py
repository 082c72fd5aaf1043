from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from services.performance.attainment.queries import Attained, attained
from services.performance.goals.models import CheckIn, Goal
from services.performance.goals.queries.documents import goals
from services.performance.goals.rules.exact import stored
from services.performance.goals.rules.states import CheckInSource
from services.performance.goals.service.progress import hold_tree, lock, roll_up
from services.performance.measurements.queries import measured_of
from services.performance.standard_check_ins import queries
from services.performance.standard_check_ins.rules import Change, Standing, changes
from services.performance.standards.rules.precedence import Subject
from services.performance.standards.rules.states import TargetSubject
from shared.work import Work

Row = Mapping[str, Any]
HUNDRED = Decimal(100)


class Asked(NamedTuple):
    """What is worked out together: one standard, the same days."""

    standard_id: UUID
    first: date
    last: date


async def after_a_batch(work: Work, standard_id: UUID, first_id: UUID, last_id: UUID) -> None:
    """People follow what is said of themselves; a unit what is said of anybody below it."""
    heard = set(await measured_of(work, standard_id, first_id, last_id))
    rows = await work.rows(queries.FOLLOWERS_OF_STANDARD, standard_id=standard_id)
    await _follow(work, [row for row in rows if row["person_id"] is None or subject_of(row) in heard])


async def of_goal(work: Work, goal_id: UUID) -> None:
    await _follow(work, await work.rows(queries.FOLLOWERS_OF_GOAL, goal_id=goal_id))


def subject_of(row: Row) -> Subject:
    if row["person_id"] is not None:
        return Subject(TargetSubject.PERSON, row["person_id"])
    return Subject(TargetSubject.ORG_UNIT, row["owner_unit_id"])


async def _follow(work: Work, followers: Sequence[Row]) -> None:
    """As many statements as there are standards and spans of days, however many goals follow."""
    if not followers:
        return
    await hold_tree(work)
    followed = sorted({row["goal_id"] for row in followers})
    await lock(work, followed)
    held = await goals.hold(work, followed)
    values = await _attained(work, followers)
    standing = await _standing(work, held)
    moved = {
        row["goal_id"]
        for row in followers
        if row["goal_id"] in held and _check_in(work, held[row["goal_id"]].record, row, values, standing)
    }
    if moved:
        await roll_up(work, *sorted(moved))


async def _attained(work: Work, followers: Sequence[Row]) -> dict[tuple[Asked, Subject], Attained]:
    together: dict[Asked, set[Subject]] = defaultdict(set)
    for row in followers:
        together[_asked(work, row)].add(subject_of(row))
    return {
        (asked, subject): one
        for asked, subjects in together.items()
        for subject, one in (await attained(work, asked.standard_id, sorted(subjects), asked.first, asked.last)).items()
    }


def _asked(work: Work, row: Row) -> Asked:
    return Asked(row["standard_id"], row["starts_on"], min(row["due_on"], work.today))


async def _standing(work: Work, goal_ids: Collection[UUID]) -> dict[tuple[UUID, UUID | None], list[Standing]]:
    found: dict[tuple[UUID, UUID | None], list[Standing]] = defaultdict(list)
    for row in await work.rows(queries.STANDING, ids=list(goal_ids)):
        found[row["goal_id"], row["key_result_id"]].append(Standing(row["id"], row["as_of"], row["value"]))
    return found


def _check_in(
    work: Work,
    goal: Goal,
    row: Row,
    values: Mapping[tuple[Asked, Subject], Attained],
    standing: Mapping[tuple[UUID, UUID | None], list[Standing]],
) -> bool:
    """A key result takes the value in the standard's unit, a goal as a whole how much of the target that is."""
    asked = _asked(work, row)
    found = values.get((asked, subject_of(row)))
    value = _said(found, whole=row["key_result_id"] is None)
    on = found.last_on if found else asked.last
    wanted = changes(standing.get((row["goal_id"], row["key_result_id"]), []), value, on)
    for change in wanted:
        _add(work, goal, row, change)
    return bool(wanted)


def _said(found: Attained | None, *, whole: bool) -> Decimal | None:
    if found is None:
        return None
    said = found.share and found.share * HUNDRED if whole else found.value
    return None if said is None else stored(said)


def _add(work: Work, goal: Goal, row: Row, change: Change) -> None:
    entry = work.add(
        CheckIn(
            goal_id=goal.id,
            key_result_id=row["key_result_id"],
            as_of=change.as_of,
            value=change.value,
            comment="",
            source=CheckInSource.STANDARD,
            supersedes_id=change.supersedes,
            author_id=work.actor.id,
        )
    )
    work.note("goal.checked_in", goal, check_in_id=entry.id, standard_id=row["standard_id"], value=change.value)
