"""Which rows of a file can't stand, and which fall with them, whatever their order. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from services.performance.people.rules.lines import Circle, ReportingCycle, SelfManaged, Who, circles
from services.performance.people.rules.units import OrgUnitClosed
from services.performance.people_files.rules.stays import lines_of
from services.performance.people_files.rules.wishes import IN_NO_ROW, UNIQUE, Known, Wish
from shared.problems import Conflict, FieldError, Invalid, Problem

Refused = dict[int, Problem]
"""Rows that change nothing, by their place."""

CODES = "job_profile_code", "job_level_code"


class DuplicateRow(Invalid):
    """Two rows say something of the same person, e-mail or number, so neither is taken."""


class EmailTaken(Conflict):
    """Somebody else has this e-mail and keeps it: `person_id`. Link that person, or ask for `link_by_email`."""


class EmployeeNumberTaken(Conflict):
    """Somebody else has this employee number and keeps it: `person_id`."""


class ManagerNotFound(Invalid):
    """The manager is neither stored nor in a row of this file that could be taken."""


class JobNotFound(Invalid):
    """There is no job profile, or no level, with this code."""


TAKEN: Mapping[str, type[Conflict]] = {"work_email": EmailTaken, "employee_number": EmployeeNumberTaken}


class Judged(NamedTuple):
    """The wishes of all rows that could be read, beside what is stored and who leaves for being in none."""

    wishes: Sequence[Wish]
    leaving: Sequence[Wish]
    known: Known
    names: Mapping[Who, str]


class Need(NamedTuple):
    """A row stands only if the row that it is `on` does; on none it can't."""

    row: int
    on: int | None
    problem: Problem


def refusals(judged: Judged, malformed: Refused) -> Refused:
    """A row that falls leaves what is stored as it was, so others may fall with it, until all the rest can stand."""
    wishes, needs = judged.wishes, list(_needs(judged.wishes, judged.known))
    refused = {need.row: need.problem for need in reversed(needs) if need.on is None} | _twice(wishes) | malformed
    while True:
        refused |= _fallen(refused, needs)
        circular = _circular([wish for wish in wishes if wish.index not in refused], judged)
        if not circular:
            return refused
        refused |= circular


def _twice(wishes: Sequence[Wish]) -> Refused:
    refused: Refused = {}
    for name in (*UNIQUE, "external_id"):
        values = [wish.who if name == "external_id" else wish.said.get(name) for wish in wishes]
        counted = Counter(value for value in values if value is not None)
        for wish, value in zip(wishes, values, strict=True):
            if counted[value] > 1:
                again = _at(wish, name, "duplicate", "is in another row too")
                refused[wish.index] = DuplicateRow(errors=[again])
    return refused


def _needs(wishes: Sequence[Wish], known: Known) -> Iterator[Need]:
    rows = {wish.who: wish for wish in wishes}
    named = {wish.external_id: wish for wish in wishes}
    for wish in wishes:
        for name in UNIQUE:
            yield from _free(wish, name, known, rows)
        yield from _led(wish, known, named)
        for name in CODES:
            code = wish.said.get(name)
            if code and code not in known.codes[name]:
                unknown = _at(wish, name, "not_found", "there is no such code")
                yield Need(wish.index, None, JobNotFound(errors=[unknown]))
        if wish.said.get("org_unit_code") in known.closed_units:
            closed = _at(wish, "org_unit_code", OrgUnitClosed.code, "is closed")
            yield Need(wish.index, None, OrgUnitClosed(errors=[closed]))


def _free(wish: Wish, name: str, known: Known, rows: Mapping[Who, Wish]) -> Iterator[Need]:
    """What somebody else has must be given up by them."""
    value = wish.said.get(name)
    holder = known.holders[name].get(value) if value else None
    if holder is not None and holder.id != wish.who:
        giver = rows.get(holder.id)
        gives = giver.index if giver and giver.after[name] != value else None
        taken = TAKEN[name](errors=[_at(wish, name, "taken", "is taken")], person_id=holder.id)
        yield Need(wish.index, gives, taken)


def _led(wish: Wish, known: Known, named: Mapping[str, Wish]) -> Iterator[Need]:
    """A new manager must be created, or be linked, and be somebody else."""
    manager = wish.said.get("manager_external_id")
    if not manager:
        return
    maker = named.get(manager)
    if wish.after["manager_external_id"] == wish.who:
        itself = _at(wish, "manager_external_id", "self_managed", "must be somebody else")
        yield Need(wish.index, None, SelfManaged(errors=[itself]))
    elif manager not in known.called:
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


def _circular(standing: Sequence[Wish], judged: Judged) -> Refused:
    """Rows whose line would be part of a circle on any day, with what is stored of all above."""
    theirs = {wish.who: wish for wish in (*standing, *judged.leaving)}
    lines = [line for wish in theirs.values() for line in wish.lines]
    stored = judged.known.stays.items()
    lines += [line for id, stays in stored if id not in theirs for line in lines_of(id, stays)]
    refused: Refused = {}
    for circle in circles(lines):
        for place, row in _to_blame(circle, theirs):
            if row not in refused:
                path = [str(judged.names.get(who, who)) for who in circle.path(place)]
                refused[row] = _cycle(row, circle.day, path)
    return refused


def _to_blame(circle: Circle, wishes: Mapping[Who, Wish]) -> list[tuple[int, int]]:
    """Places in the circle and their rows: those that name a manager, or else those that change anything."""
    naming = [(place, line.row) for place, line in enumerate(circle.lines) if line.row is not None]
    theirs = ((place, wishes.get(line.person)) for place, line in enumerate(circle.lines))
    rows = [(place, wish) for place, wish in theirs if wish and wish.index != IN_NO_ROW]
    return naming or [(place, wish.index) for place, wish in rows if wish.moves]


def _cycle(row: int, day: date, path: list[str]) -> ReportingCycle:
    pointer = f"/rows/{row}/manager_external_id"
    detail = f"from {day} on this closes a circle"
    return ReportingCycle(errors=[FieldError(pointer, ReportingCycle.code, detail)], path=path)


def _at(wish: Wish, name: str, code: str, detail: str) -> FieldError:
    return FieldError(f"/rows/{wish.index}/{name}", code, detail)
