"""Many rows in one request: what became of each, in their order; all or nothing where the caller asks for it."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from enum import StrEnum
from typing import Any
from uuid import UUID

import orjson
from pydantic import Field

from shared.answers import Document
from shared.problems import Conflict, FieldError, Problem
from shared.schemas import Input, Output, ProblemError

MOST_ERRORS = 100


class BulkOutcome(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    CORRECTED = "corrected"
    UNCHANGED = "unchanged"
    FAILED = "failed"


class BulkQuery(Input):
    atomic: bool = Field(default=False, description="All or nothing: one row that fails refuses them all.")


class BulkProblem(Output):
    code: str
    detail: str
    errors: list[ProblemError]


class BulkResult(Output):
    index: int = Field(description="Place among the rows of the request.")
    outcome: BulkOutcome
    id: UUID | None = Field(description="The record that the row is about now; null where there is none.")
    problem: BulkProblem | None = Field(description="Why the row failed.")


class BulkSummary(Output):
    created: int
    updated: int
    corrected: int
    unchanged: int
    failed: int


class BulkReport(Output):
    """What became of each row, in their order."""

    summary: BulkSummary
    results: list[BulkResult]


class BulkRefused(Conflict):
    """A row failed, and all or nothing was asked for: nothing was done. `errors` point to the rows."""


class Bulk:
    """Gathers what becomes of the body's `rows`, one after the other, and answers with it.

    `with bulk.row():` makes a problem raised inside this row's own; `bulk.done(...)` ends the others. Where the body
    has columns in place of `rows`, problems point to their cells already.
    """

    def __init__(self, *, atomic: bool, in_columns: bool = False) -> None:
        self.atomic, self.in_columns = atomic, in_columns
        self._results: list[dict[str, Any]] = []
        self._errors: list[FieldError] = []

    @contextmanager
    def row(self) -> Iterator[None]:
        try:
            yield
        except Problem as problem:
            self.fail(problem)

    def done(self, outcome: BulkOutcome, id: UUID) -> None:
        self._add(outcome, id, None)

    def fail(self, problem: Problem) -> None:
        """A problem without a place of its own belongs to the row as a whole."""
        row = "" if self.in_columns else f"/rows/{len(self._results)}"
        errors = problem.errors or (FieldError("", problem.code, problem.detail),)
        placed = [replace(error, pointer=row + error.pointer) for error in errors]
        self._errors += placed
        listed = [asdict(error) for error in placed]
        self._add(BulkOutcome.FAILED, None, {"code": problem.code, "detail": problem.detail, "errors": listed})

    def report(self) -> Document[BulkReport]:
        """The answer; or, where all or nothing was asked for and a row failed, the refusal of all."""
        if self.atomic and self._errors:
            raise BulkRefused(errors=self._errors[:MOST_ERRORS])
        counted = Counter(result["outcome"] for result in self._results)
        summary = {outcome.value: counted[outcome] for outcome in BulkOutcome}
        return Document(orjson.dumps({"summary": summary, "results": self._results}, default=str))

    def _add(self, outcome: BulkOutcome, id: UUID | None, problem: dict[str, Any] | None) -> None:
        self._results.append({"index": len(self._results), "outcome": outcome, "id": id, "problem": problem})
