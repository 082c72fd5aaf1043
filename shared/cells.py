"""Cells of files for spreadsheets, which run a text that begins like a formula."""

GUARDED = ("=", "+", "-", "@", "\t", "\r", "'")
"""A text that begins so is run as a formula, unless an apostrophe stands before it; so that counts too."""


def guarded(text: str) -> str:
    return f"'{text}" if text.startswith(GUARDED) else text


def unguarded(cell: str) -> str:
    """The text that was guarded."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(GUARDED) else cell
