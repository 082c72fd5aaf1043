"""The independence rules. A row says which parts in a record keep somebody from an act; the workflows name the acts."""

from dataclasses import dataclass
from enum import StrEnum

from shared.workflow import Right


class Part(StrEnum):
    """What somebody has to do with a record."""

    OWNER = "owner"
    PROPOSER = "proposer"
    EXECUTOR = "executor"
    AUTHOR = "author"
    TEAM_MEMBER = "team_member"
    ACTION_OWNER = "action_owner"
    PLANNER = "planner"


@dataclass(frozen=True, slots=True)
class Independence(Right):
    """Whoever has one of the parts `never` has this right, whatever their scopes are."""

    never: tuple[Part, ...] = ()


SOD_1 = Independence(
    "sod_1",
    "Whether it worked is verified by somebody who had no part in it and did not write the plan.",
    never=(Part.OWNER, Part.ACTION_OWNER, Part.PLANNER, Part.TEAM_MEMBER),
)
SOD_2 = Independence(
    "sod_2",
    "It is closed or cancelled, its containment waived and its date moved by somebody else than its owner.",
    never=(Part.OWNER,),
)
SOD_3 = Independence("sod_3", "A root cause is verified by somebody else than its author.", never=(Part.AUTHOR,))
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
ACTING = Independence(
    "sod_acting",
    "That an action is done is verified by somebody else than who had to do it.",
    never=(Part.ACTION_OWNER,),
)

INDEPENDENCE = (SOD_1, SOD_2, SOD_3, SOD_4, SOD_7, CLOSING, ACTING)
