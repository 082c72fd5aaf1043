"""What a row of a file says of a person, under our names, whatever the file calls them. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import MISSING, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError

from services.performance.people.schemas import EmployeeNumber, Fte, Locale, TimeZone
from shared.problems import FieldError, Invalid, Problem, TooLarge
from shared.schemas import Code, Day, Email, Input, Line

MAX_ROWS = 100_000
NO_MANAGER = "NO_MANAGER"


def _said(value: Any) -> Any:
    if value is None:
        raise PydanticCustomError("missing", "must be said")
    return value


Said = BeforeValidator(_said)


class PersonRow(Input):
    """A person as a file has them. What a row does not name is left alone, null clears.

    Without `effective_from`, a first place begins on `hired_on`, and every other change of place today.
    """

    model_config = ConfigDict(str_strip_whitespace=True)

    external_id: Annotated[Line, Said] = Field(description="What the source calls this person, else our own id.")
    display_name: Annotated[Line, Said] | MISSING = Field(default=MISSING, description="Needed of somebody new.")
    work_email: Email | None | MISSING = MISSING
    employee_number: EmployeeNumber | None | MISSING = MISSING
    time_zone: TimeZone | None | MISSING = Field(default=MISSING, description="UTC if null.")
    locale: Locale | None | MISSING = MISSING
    hired_on: Day | None | MISSING = MISSING
    ended_on: Day | None | MISSING = Field(
        default=MISSING, description="The last day of work; null calls back who left, or is to leave."
    )
    manager_external_id: Line | None | MISSING = Field(default=MISSING, description="NO_MANAGER is null too.")
    org_unit_code: Code | None | MISSING = Field(default=MISSING, description="An unknown one makes a unit.")
    org_unit_name: Line | None | MISSING = Field(default=MISSING, description="What to call a unit that is new.")
    job_profile_code: Code | None | MISSING = MISSING
    job_level_code: Code | None | MISSING = MISSING
    job_title: Line | None | MISSING = MISSING
    location: Line | None | MISSING = MISSING
    fte: Fte | None | MISSING = Field(default=MISSING, description="Share of full time; 1 if null.")
    effective_from: Day | None | MISSING = Field(default=MISSING, description="Since when the place is so.")


COLUMNS = tuple(PersonRow.model_fields)
SHORT = {"name": "display_name", "email": "work_email"}
"""What most sources call these two; understood where a row does not use our name too."""


class TooManyRows(TooLarge):
    """An import holds at most `limit` rows: send several, managers first."""


class MappingInvalid(Invalid):
    """A mapping names a column for `external_id`, and each of ours once."""


class ValidationFailed(Invalid):
    """Some fields of this row are wrong."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row by its place, whose it is, and what it says or why it says nothing."""

    index: int
    external_id: str | None
    said: dict[str, Any] | Problem


@dataclass(frozen=True, slots=True)
class Dictionary:
    """How a source calls our columns, and the words with which it says nothing in one of them."""

    columns: Mapping[str, str] | None = None
    """From their name to ours; what is not named here is not read. None where they use our names."""
    sentinels: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def translated(self, given: Mapping[str, Any]) -> dict[str, Any]:
        ours = _at_length(given) if self.columns is None else self._renamed(given)
        return {name: None if self._says_nothing(name, value) else value for name, value in ours.items()}

    def _renamed(self, given: Mapping[str, Any]) -> dict[str, Any]:
        assert self.columns is not None
        return {self.columns[name]: value for name, value in given.items() if name in self.columns}

    def _says_nothing(self, name: str, value: Any) -> bool:
        if not isinstance(value, str):
            return False
        word = value.strip()
        return (name == "manager_external_id" and word == NO_MANAGER) or word in self.sentinels.get(name, ())


OUR_OWN = Dictionary()


def _at_length(given: Mapping[str, Any]) -> dict[str, Any]:
    return {name if SHORT.get(name, name) in given else SHORT[name]: value for name, value in given.items()}


def check_columns(columns: Mapping[str, str] | None) -> None:
    if columns is None:
        return
    ours = list(columns.values())
    twice = {name for name in ours if ours.count(name) > 1}
    errors = [
        FieldError(f"/columns/{theirs}", "duplicate_column", f"{name!r} is there twice")
        for theirs, name in columns.items()
        if name in twice
    ]
    if "external_id" not in ours:
        errors.append(FieldError("/columns", "missing_column", "'external_id' is required"))
    if errors:
        raise MappingInvalid(errors=errors)


def rows_of(given: Iterable[Any], dictionary: Dictionary = OUR_OWN) -> list[Row]:
    rows = [row_of(index, dictionary.translated(one)) for index, one in enumerate(given)]
    if len(rows) > MAX_ROWS:
        raise TooManyRows(limit=MAX_ROWS)
    return rows


def row_of(index: int, given: Mapping[str, Any]) -> Row:
    named = given.get("external_id")
    external_id = named.strip()[:200] or None if isinstance(named, str) else None
    try:
        return Row(index, external_id, PersonRow.model_validate(given).model_dump())
    except ValidationError as error:
        return Row(index, external_id, ValidationFailed(errors=list(_wrong(index, error))))


def _wrong(index: int, error: ValidationError) -> Iterator[FieldError]:
    """A caller's own letters come back in the names of unknown fields."""
    for wrong in error.errors(include_url=False, include_input=False):
        name = str(wrong["loc"][0])[:60].encode("utf-8", "replace").decode()
        yield FieldError(f"/rows/{index}/{name}", wrong["type"], wrong["msg"])
