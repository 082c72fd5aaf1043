"""Why a workbook is not read."""

from shared.cells import FileInvalid
from shared.problems import FieldError, TooLarge


class NotAWorkbook(FileInvalid):
    """What is sent as XLSX must be XLSX, and what is sent as text must be text."""


class WorkbookEncrypted(FileInvalid):
    """The workbook has a password or is older than XLSX: save it as XLSX, without a password."""


class WorkbookBroken(FileInvalid):
    """The workbook can't be read: save it again as XLSX."""


class WorkbookTooLarge(TooLarge):
    """Unpacked, the workbook is larger than `limit` bytes."""


class WorkbookTooDense(TooLarge):
    """The workbook has more cells, or more around them, than `limit` of them need."""


class SheetNotFound(FileInvalid):
    """The workbook shows no sheet."""


class SeveralSheets(FileInvalid):
    """The workbook shows several sheets: hide or delete all but the one to read."""


class ValueMissing(FileInvalid):
    """A formula was never worked out: open the workbook and save it again, or put values in place of formulas."""


REFUSALS = (
    NotAWorkbook,
    WorkbookEncrypted,
    WorkbookBroken,
    WorkbookTooLarge,
    WorkbookTooDense,
    SheetNotFound,
    SeveralSheets,
    ValueMissing,
)


def broken(pointer: str, detail: str) -> WorkbookBroken:
    return WorkbookBroken(errors=[FieldError(pointer, WorkbookBroken.code, detail)])
