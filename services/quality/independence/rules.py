"""The independence rules. A row says which parts in a record keep somebody from an act; the workflows name the acts."""

from dataclasses import dataclass
from enum import StrEnum

from shared.workflow import Right


class Part(StrEnum):
    """What somebody has to do with a record."""

    OWNER = "owner"
    PROPOSER = "proposer"
    EXECUTOR = "executor"


@dataclass(frozen=True, slots=True)
class Independence(Right):
    """Whoever has one of the parts `never` has this right, whatever their scopes are."""

    never: tuple[Part, ...] = ()


SOD_4 = Independence(
    "sod_4",
    "To use as is, to repair or a concession is authorised by somebody else than the owner.",
    "/owner_id",
    never=(Part.OWNER,),
)
SOD_7 = Independence("sod_7", "Limits are approved by somebody else than who proposed them.", never=(Part.PROPOSER,))
CLOSING = Independence(
    "sod_closing", "It is verified and closed by somebody else than who carried it out.", never=(Part.EXECUTOR,)
)

INDEPENDENCE = (SOD_4, SOD_7, CLOSING)
