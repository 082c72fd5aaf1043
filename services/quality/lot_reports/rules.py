"""Which lots are reported. Pure."""

from shared.problems import Conflict


class LotAccepted(Conflict):
    """Only a lot that was not accepted, in the revision that counts, is a nonconformance."""


def check_rejected(*, accepted: bool, counts: bool) -> None:
    if accepted or not counts:
        raise LotAccepted()


def external_id(state_id: object, position: int) -> str:
    """The same for each revision of a lot."""
    return f"{state_id}/{position}"
