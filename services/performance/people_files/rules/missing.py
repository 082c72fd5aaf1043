"""Whom a full file lacks, and how many of them may leave at once. Pure."""

from collections.abc import Iterator, Sequence
from datetime import date

from services.performance.people_files.rules.stays import ended_for_missing, gone, last_day
from services.performance.people_files.rules.wishes import IN_NO_ROW, Known, Stored, Wish
from shared.problems import Conflict, Problem

ALL = 100


class TooManyTerminations(Conflict):
    """More people are missing from this full file than may be terminated at once, so nothing was done.

    Look whether the file is whole; if it is, allow more with `max_terminations_percent`.
    """


class MissingUnclear(Conflict):
    """Not terminated, because some row of the file does not say whose it is."""


def the_missing(
    external_ids: Sequence[str | None], known: Known, today: date, most_percent: int
) -> list[Wish | tuple[Stored, Problem]]:
    """Those who work here, are linked to the source and in no row, not even in one that fails."""
    named = {known.called[name].id for name in external_ids if name is not None and name in known.called}
    employed = [one for one in known.people.values() if one.external_ids and not gone(one.stays, today)]
    missing = sorted((one for one in employed if one.id not in named), key=lambda one: one.name)
    if missing and None in external_ids:
        return [(one, MissingUnclear()) for one in missing]
    if len(missing) * ALL > most_percent * len(employed):
        raise TooManyTerminations(
            f"{len(missing)} of {len(employed)} who work here are missing from this full file, more than the "
            f"{most_percent} % that may leave at once. If it is whole, allow more with max_terminations_percent.",
            missing=len(missing),
            employed=len(employed),
            max_terminations_percent=most_percent,
        )
    return list(_terminated(missing, today))


def _terminated(missing: Sequence[Stored], today: date) -> Iterator[Wish | tuple[Stored, Problem]]:
    for one in missing:
        try:
            stays = ended_for_missing(one.stays, today)
        except Problem as problem:
            yield one, problem
            continue
        before = one.personal | {"ended_on": last_day(one.stays), "effective_from": None}
        yield Wish(IN_NO_ROW, one.name, one, {}, before, before | {"ended_on": last_day(stays)}, stays)
