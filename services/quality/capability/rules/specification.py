"""What the customer asks for: limits on one side or both, and perhaps a target."""

from dataclasses import dataclass

from shared.problems import FieldError, Invalid


class SpecRequired(Invalid):
    """Capability compares a process with its specification: give `lsl`, `usl` or both."""


class InvalidSpec(Invalid):
    """The lower specification limit must be below the upper one."""


@dataclass(frozen=True, slots=True)
class Specification:
    """Limits and target in the characteristic's unit; a side without a limit is good without end."""

    lsl: float | None
    usl: float | None
    target: float | None = None

    def __post_init__(self) -> None:
        if self.lsl is None and self.usl is None:
            missing = FieldError("/lsl", "missing", "lsl or usl is required")
            raise SpecRequired(errors=[missing])
        if self.lsl is not None and self.usl is not None and self.lsl >= self.usl:
            raise InvalidSpec(errors=[FieldError("/usl", "not_above_lsl", "must be above lsl")])

    @property
    def width(self) -> float | None:
        return None if self.lsl is None or self.usl is None else self.usl - self.lsl

    @property
    def middle(self) -> float | None:
        return None if self.lsl is None or self.usl is None else self.lsl + (self.usl - self.lsl) / 2

    @property
    def holds_target(self) -> bool:
        """Whether the target, if there is one, lies on the limits or between them."""
        if self.target is None:
            return True
        return (self.lsl is None or self.lsl <= self.target) and (self.usl is None or self.target <= self.usl)
