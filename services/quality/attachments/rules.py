"""Which files are taken, and how their content shows that it is what it says. Pure."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from hashlib import sha256

from shared.problems import Conflict, FieldError, Invalid

_ZIP = b"PK\x03\x04"
_OFFICE = "application/vnd.openxmlformats-officedocument."


class ScanState(StrEnum):
    NOT_SCANNED = "not_scanned"
    CLEAN = "clean"
    INFECTED = "infected"


class Infected(Conflict):
    """A scanner found this file harmful: it is kept, and not given out."""


class ContentMismatch(Invalid):
    """The content is not what its media type says."""


class DigestMismatch(Invalid):
    """The content is not what its SHA-256 says: it was changed on its way."""


def _beginning(*marks: bytes) -> Callable[[bytes], bool]:
    return lambda content: content.startswith(marks)


def _text(content: bytes) -> bool:
    try:
        return "\0" not in content.decode()
    except UnicodeDecodeError:
        return False


KINDS: Mapping[str, Callable[[bytes], bool]] = {
    "application/pdf": _beginning(b"%PDF-"),
    "image/png": _beginning(b"\x89PNG\r\n\x1a\n"),
    "image/jpeg": _beginning(b"\xff\xd8\xff"),
    "text/plain": _text,
    "text/csv": _text,
    f"{_OFFICE}spreadsheetml.sheet": _beginning(_ZIP),
    f"{_OFFICE}wordprocessingml.document": _beginning(_ZIP),
}
"""Media types, and whether a content can be one."""


def checked(content: bytes, media_type: str, said: str | None) -> str:
    """The SHA-256 in hex of a file that is what it says."""
    if not KINDS[media_type](content):
        raise ContentMismatch(media_type=media_type)
    digest = sha256(content).hexdigest()
    if said not in (None, digest):
        raise DigestMismatch(errors=[FieldError("?sha256", "mismatch", f"is {digest}")])
    return digest


def check_clean(state: str) -> None:
    if state == ScanState.INFECTED:
        raise Infected()
