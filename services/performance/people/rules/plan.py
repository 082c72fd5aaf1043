"""What a file of people would do, whatever the order of its rows: which stand, which fall and why. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from services.performance.people.rules.lines import ReportingCycle, SelfManaged, Who, circles
from services.performance.people.rules.spreadsheet import PersonRow, Row
from services.performance.people.rules.wishes import EVERYTHING, PERSONAL, Known, Wish, wish_of
from shared.problems import Conflict, FieldError, Invalid, Problem

Refused = dict[int, Problem]
"""Rows that change nothing, by their place."""


class RowOutcome(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    TERMINATED = "terminated"
    REHIRED = "rehired"
    FAILED = "failed"


class DuplicateRow(Invalid):
    """Two rows say something of the same person or e-mail, so neither is taken."""


class EmailTaken(Conflict):
    """Somebody else has this e-mail and keeps it."""


class ManagerNotFound(Invalid):
    """The manager is neither stored nor in a row of this file that could be taken."""


class Need(NamedTuple):
    """A row stands only if the row that it is `on` does; on none it can't."""

    row: int
    on: int | None
    problem: Problem


@dataclass(frozen=True, slots=True)
class Planned:
    """What becomes of a row: a problem, or a wish with what it changes."""

    row: Row
    outcome: RowOutcome
    changes: dict[str, Any]
    wish: Wish | None = None
    problem: Problem | None = None


def plan(rows: Sequence[Row], known: Known, today: date) -> list[Planned]:
    wishes = {row.index: wish_of(row.index, row.said, known, today) for row in rows if isinstance(row.said, PersonRow)}
    malformed = {row.index: row.said for row in rows if isinstance(row.said, Problem)}
    names = known.names
    refused = _refused(list(wishes.values()), known, names, malformed)
    return [
        Planned(row, RowOutcome.FAILED, {}, problem=refused[row.index])
        if row.index in refused
        else _planned(row, wishes[row.index], names)
        for row in rows
    ]


def _planned(row: Row, wish: Wish, names: Mapping[Who, str]) -> Planned:
    shown = [{name: names.get(fact, fact) for name, fact in facts.items()} for facts in (wish.before, wish.after)]
    fields = EVERYTHING if wish.moves else PERSONAL
    changes = {
        name: {"from": shown[0][name], "to": shown[1][name]} for name in fields if wish.before[name] != wish.after[name]
    }
    if wish.stored is None:
        return Planned(row, RowOutcome.CREATED, changes, wish)
    return Planned(row, RowOutcome.UPDATED if changes else RowOutcome.UNCHANGED, changes, wish)


def _refused(wishes: Sequence[Wish], known: Known, names: Mapping[Who, str], malformed: Refused) -> Refused:
    """A row that falls leaves what is stored as it was, so others may fall with it, until all the rest can stand."""
    needs = list(_needs(wishes, known))
    refused = {need.row: need.problem for need in reversed(needs) if need.on is None} | _twice(wishes) | malformed
    while True:
        refused |= _fallen(refused, needs)
        circular = _circular([wish for wish in wishes if wish.index not in refused], known, names)
        if not circular:
            return refused
        refused |= circular


def _twice(wishes: Sequence[Wish]) -> Refused:
    emails = Counter(wish.said.work_email for wish in wishes)
    people = Counter(wish.who for wish in wishes)
    again = [(wish, "work_email") for wish in wishes if emails[wish.said.work_email] > 1]
    again += [(wish, "external_id") for wish in wishes if people[wish.who] > 1]
    return {
        wish.index: DuplicateRow(errors=[_at(wish, name, "duplicate", "is in another row too")]) for wish, name in again
    }


def _needs(wishes: Sequence[Wish], known: Known) -> Iterator[Need]:
    """An e-mail that somebody has must be given up, a new manager must be created, and be somebody else."""
    rows = {wish.who: wish for wish in wishes}
    for wish in wishes:
        email, manager = wish.said.work_email, wish.after["manager_external_id"]
        holder = known.holders.get(email, wish.who)
        if holder != wish.who:
            giver = rows.get(holder)
            gives = giver.index if giver and giver.said.work_email != email else None
            yield Need(wish.index, gives, EmailTaken(errors=[_at(wish, "work_email", "taken", "is taken")]))
        if manager == wish.who:
            itself = _at(wish, "manager_external_id", "self_managed", "must be somebody else")
            yield Need(wish.index, None, SelfManaged(errors=[itself]))
        elif isinstance(manager, str):
            maker = rows.get(manager)
            unknown = _at(wish, "manager_external_id", "not_found", "there is no such person")
            yield Need(wish.index, maker.index if maker else None, ManagerNotFound(errors=[unknown]))


def _fallen(refused: Refused, needs: Sequence[Need]) -> Refused:
    """The rows that fall with those refused already; of several reasons the first."""
    waiting = defaultdict(list)
    for need in needs:
        waiting[need.on].append(need.row)
    fallen: set[int | None] = {*refused}
    spreading = list(fallen)
    while spreading:
        new = [row for row in waiting[spreading.pop()] if row not in fallen]
        fallen.update(new)
        spreading += new
    return {need.row: need.problem for need in reversed(needs) if need.on in fallen and need.row not in refused}


def _circular(standing: Sequence[Wish], known: Known, names: Mapping[Who, str]) -> Refused:
    """Rows whose line would be part of a circle on any day, with what is stored of all above."""
    stored = [place.line for places in known.places.values() for place in places]
    said = [wish.line for wish in standing if wish.names_manager]
    refused: Refused = {}
    for circle in circles([*stored, *said]):
        for place, line in enumerate(circle.lines):
            if line.row is not None and line.row not in refused:
                path = [str(names.get(who, who)) for who in circle.path(place)]
                refused[line.row] = _cycle(line.row, circle.day, path)
    return refused


def _cycle(row: int, day: date, path: list[str]) -> ReportingCycle:
    pointer = f"/rows/{row}/manager_external_id"
    detail = f"from {day} on this closes a circle"
    return ReportingCycle(errors=[FieldError(pointer, ReportingCycle.code, detail)], path=path)


def _at(wish: Wish, name: str, code: str, detail: str) -> FieldError:
    return FieldError(f"/rows/{wish.index}/{name}", code, detail)


def unit_names(wishes: Iterable[Wish]) -> dict[str, str]:
    """The units that wishes speak of and how to name a new one; of several names the first of the alphabet."""
    named: dict[str, str] = {}
    rows = (wish.said for wish in wishes)
    for said in sorted(rows, key=lambda said: (said.org_unit_name is None, said.org_unit_name)):
        if said.org_unit_code:
            named.setdefault(said.org_unit_code, said.org_unit_name or said.org_unit_code)
    return named
