"""State machines as tables: which action leads from where to where, and what must hold first. Pure."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, TypeVar

from shared.problems import Conflict, FieldError, Forbidden, Invalid

State = TypeVar("State", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Guard:
    """A condition of a transition; `pointer` names the field that would mend it."""

    code: str
    detail: str
    pointer: str | None = None


@dataclass(frozen=True, slots=True)
class Right(Guard):
    """A condition on who acts: unmet it is 403, where any other guard is 409."""


@dataclass(frozen=True, slots=True)
class Excusable(Guard):
    """A condition for which a reason stands in: unmet it does not refuse, but the reason has to be given."""


@dataclass(frozen=True, slots=True)
class Step(Generic[State]):
    """A transition or, without a target, an act such as "update" that leaves the record where it is.

    `signed` is the meaning with which whoever takes it signs, such as "approved".
    """

    sources: frozenset[State] | set[State]
    target: State | None
    guards: tuple[Guard, ...] = ()
    needs_reason: bool = False
    signed: str | None = None


class TransitionNotAllowed(Conflict):
    """The record does not allow this action now; `transition` says what is missing."""


class TransitionForbidden(Forbidden):
    """Others may do this, you may not; `transition` says who may."""


class UnknownAction(Invalid):
    """There is no such action; `actions` lists those there are."""


class ReasonRequired(Invalid):
    """This action needs a reason."""


class SignatureRequired(Invalid):
    """This action is signed: send its meaning as `signature`, so that nobody signs without saying what."""


class Workflow(Generic[State]):
    """The table of one record's states. `unmet` are the guards that do not hold for this record and caller."""

    def __init__(self, steps: Mapping[str, Step[State]]) -> None:
        self.steps = dict(steps)

    @property
    def guards(self) -> list[Guard]:
        return list(dict.fromkeys(guard for step in self.steps.values() for guard in step.guards))

    def explain(self, state: State, unmet: Collection[Guard]) -> list[dict[str, Any]]:
        """Every transition: where it leads, whether it is allowed, and what is missing."""
        return [self._explained(action, state, unmet) for action in self._transitions()]

    def diagram(self) -> str:
        """The table as a Mermaid state diagram: transitions with what they need; (r) a reason, (s) a signature."""
        return "\n".join(["stateDiagram-v2", *self._arrows()])

    def permit(self, state: State, action: str, unmet: Collection[Guard]) -> None:
        """Refuse what the state or a guard does not allow; the refusal says what is missing."""
        missing = list(self._missing(self.steps[action], state, unmet))
        if missing:
            refusal = TransitionForbidden if isinstance(missing[0], Right) else TransitionNotAllowed
            raise refusal(missing[0].detail, transition=self._explained(action, state, unmet))

    def after(
        self,
        state: State,
        action: str,
        unmet: Collection[Guard] = (),
        reason: str | None = None,
        signature: str | None = None,
    ) -> State:
        """The state that a transition leads to."""
        if action not in self._transitions():
            error = FieldError("/action", "unknown", "is no action of this record")
            raise UnknownAction(actions=self._transitions(), errors=[error])
        self.permit(state, action, unmet)
        step = self.steps[action]
        self.check_said(step, unmet, reason, signature)
        return step.target or state

    def check_said(
        self,
        step: Step[State],
        unmet: Collection[Guard] = (),
        reason: str | None = None,
        signature: str | None = None,
    ) -> None:
        """Refuse a step without its reason, or without what stands in for a condition, or unsigned."""
        excused = [FieldError("/reason", guard.code, guard.detail) for guard in step.guards if _excused(guard, unmet)]
        missing = [FieldError("/reason", "missing", "is required")] if step.needs_reason else []
        if (missing or excused) and not (reason or "").strip():
            raise ReasonRequired(errors=[*missing, *excused])
        if step.signed is not None and signature != step.signed:
            raise SignatureRequired(errors=[FieldError("/signature", "missing", f"must be {step.signed}")])

    def _transitions(self) -> list[str]:
        return [action for action, step in self.steps.items() if step.target is not None]

    def _missing(self, step: Step[State], state: State, unmet: Collection[Guard]) -> Iterator[Guard]:
        """Rights first: who may not act learns that, and not what else is missing."""
        yield from (guard for guard in step.guards if guard in unmet and isinstance(guard, Right))
        if state not in step.sources:
            sources = ", ".join(sorted(step.sources))
            yield Guard("wrong_state", f"Only from {sources}; the record is {state}.", "/status")
        yield from (guard for guard in step.guards if guard in unmet and not isinstance(guard, Right | Excusable))

    def _explained(self, action: str, state: State, unmet: Collection[Guard]) -> dict[str, Any]:
        step = self.steps[action]
        guards = [
            {"code": guard.code, "detail": guard.detail, "pointer": guard.pointer}
            for guard in self._missing(step, state, unmet)
        ]
        return {
            "action": action,
            "to": step.target or state,
            "allowed": not guards,
            "needs_reason": step.needs_reason or any(_excused(guard, unmet) for guard in step.guards),
            "signature": step.signed,
            "guards": guards,
        }

    def _arrows(self) -> Iterator[str]:
        for action in self._transitions():
            step = self.steps[action]
            said = [mark for mark, wanted in (("(r)", step.needs_reason), ("(s)", step.signed)) if wanted]
            needs = ", ".join(guard.code for guard in step.guards)
            label = " ".join([action, *said]) + (f" [{needs}]" if needs else "")
            yield from (f"    {source} --> {step.target}: {label}" for source in sorted(step.sources))


def _excused(guard: Guard, unmet: Collection[Guard]) -> bool:
    return guard in unmet and isinstance(guard, Excusable)
