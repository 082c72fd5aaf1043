"""What a file of people would do, whatever the order of its rows: which stand, which fall and why. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from services.performance.people.rules.lines import Who
from services.performance.people_files.rules.missing import the_missing
from services.performance.people_files.rules.refusals import Judged, Refused, refusals
from services.performance.people_files.rules.rows import Row
from services.performance.people_files.rules.stays import Stays, gone, in_force, last_day
from services.performance.people_files.rules.wishes import IN_NO_ROW, ImportMode, Known, Stored, Wish, Wishing
from shared.problems import Problem, under


class RowOutcome(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    TERMINATED = "terminated"
    REHIRED = "rehired"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Planned:
    """What becomes of a row, or of somebody missing: a problem, or a wish with what it changes."""

    index: int | None
    external_id: str | None
    outcome: RowOutcome
    changes: dict[str, Any]
    wish: Wish | None = None
    problem: Problem | None = None

    @property
    def written(self) -> bool:
        return self.outcome not in {RowOutcome.UNCHANGED, RowOutcome.FAILED}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a caller wants of a file."""

    source: str
    mode: ImportMode = ImportMode.DELTA
    max_terminations_percent: int = 10
    link_by_email: bool = False
    dry_run: bool = False


def plan(rows: Sequence[Row], known: Known, asked: Asked, today: date) -> list[Planned]:
    adopted = _adopted(rows, known, today) if asked.link_by_email else {}
    names = known.names | {stored.id: name for name, stored in adopted.items()}
    missing = _missing(rows, known, asked, today) if asked.mode is ImportMode.FULL else []
    leaving = [one for one in missing if isinstance(one, Wish)]
    wishes, refused = _wishes(rows, Wishing(known, today, asked.mode, adopted))
    refused = refusals(Judged(wishes, leaving, known, names), refused)
    by_row = {wish.index: wish for wish in wishes}
    planned = [
        _failed(row.index, row.external_id, refused[row.index])
        if row.index in refused
        else _planned(by_row[row.index], names, today)
        for row in rows
    ]
    return planned + [
        _planned(one, names, today) if isinstance(one, Wish) else _failed(None, one[0].name, one[1]) for one in missing
    ]


def _missing(rows: Sequence[Row], known: Known, asked: Asked, today: date) -> list[Wish | tuple[Stored, Problem]]:
    return the_missing([row.external_id for row in rows], known, today, asked.max_terminations_percent)


def _adopted(rows: Sequence[Row], known: Known, today: date) -> dict[str, Stored]:
    """Who works here, has the e-mail of a row that names somebody new, and is not known to the source yet."""
    found = {}
    for row in rows:
        if not isinstance(row.said, Problem) and row.said["external_id"] not in known.called:
            holder = known.holders["work_email"].get(row.said.get("work_email") or "")
            end = last_day(holder.stays) if holder else None
            if holder and not holder.external_ids and (end is None or end >= today):
                found[row.said["external_id"]] = holder
    return found


def _wishes(rows: Sequence[Row], wishing: Wishing) -> tuple[list[Wish], Refused]:
    wishes, refused = [], {}
    for row in rows:
        if isinstance(row.said, Problem):
            refused[row.index] = row.said
            continue
        try:
            with under(f"/rows/{row.index}"):
                wishes.append(wishing.wish(row.index, row.said))
        except Problem as problem:
            refused[row.index] = problem
    return wishes, refused


def _failed(index: int | None, external_id: str | None, problem: Problem) -> Planned:
    return Planned(index, external_id, RowOutcome.FAILED, {}, problem=problem)


def _planned(wish: Wish, names: Mapping[Who, str], today: date) -> Planned:
    changes = {
        name: {side: _shown(value, names) for side, value in change.items()} for name, change in wish.changes.items()
    }
    index = None if wish.index == IN_NO_ROW else wish.index
    return Planned(index, wish.external_id, _outcome(wish, today), changes, wish)


def _shown(value: Any, names: Mapping[Who, str]) -> Any:
    """As a file would say it."""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else names.get(value, value)


def _outcome(wish: Wish, today: date) -> RowOutcome:
    if wish.stored is None:
        return RowOutcome.CREATED
    was, left = gone(wish.stored.stays, today), gone(wish.stays, today)
    if last_day(wish.stays) and (last_day(wish.stored.stays) is None or (left and not was)):
        return RowOutcome.TERMINATED
    if was and not left:
        return RowOutcome.REHIRED
    return RowOutcome.UPDATED if wish.changes or wish.moves else RowOutcome.UNCHANGED


def unit_names(wishes: Iterable[Wish]) -> dict[str, str]:
    """The units that wishes speak of and how to name a new one; of several names the first of the alphabet."""
    named: dict[str, str] = {}
    rows = [(wish.after.get("org_unit_code"), wish.said.get("org_unit_name")) for wish in wishes]
    for code, name in sorted(rows, key=lambda row: (row[1] is None, row[1] or "")):
        if code:
            named.setdefault(code, name or code)
    return named


def levels(planned: Sequence[Planned], known: Known, today: date) -> int:
    """How many levels the longest line has today, of the people in the file."""
    stays: dict[Who, Stays] = {**known.stays}  # type: ignore[dict-item]
    stays |= {one.wish.who: one.wish.stays for one in planned if one.wish}
    led = {who: stay.place["manager_external_id"] for who, theirs in stays.items() if (stay := in_force(theirs, today))}
    level: dict[Who | None, int] = {None: 0}
    for who in stays:
        line: list[Who] = []
        at: Who | None = who
        while at is not None and at not in level:
            line.append(at)
            at = led.get(at)
        for below in reversed(line):
            level[below] = level[led.get(below)] + 1
    return max(level.values())
