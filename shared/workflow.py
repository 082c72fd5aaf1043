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
class Step(Generic[State]):
    """A transition or, without a target, an act such as "update" that leaves the record where it is."""

    sources: frozenset[State] | set[State]
    target: State | None
    guards: tuple[Guard, ...] = ()
    needs_reason: bool = False


class TransitionNotAllowed(Conflict):
    """The record does not allow this action now; `transition` says what is missing."""


class TransitionForbidden(Forbidden):
    """Others may do this, you may not; `transition` says who may."""


class UnknownAction(Invalid):
    """There is no such action; `actions` lists those there are."""


class ReasonRequired(Invalid):
    """This action needs a reason."""


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

    def permit(self, state: State, action: str, unmet: Collection[Guard]) -> None:
        """Refuse what the state or a guard does not allow; the refusal says what is missing."""
        missing = list(self._missing(self.steps[action], state, unmet))
        if missing:
            refusal = TransitionForbidden if isinstance(missing[0], Right) else TransitionNotAllowed
            raise refusal(missing[0].detail, transition=self._explained(action, state, unmet))

    def after(self, state: State, action: str, unmet: Collection[Guard] = (), reason: str | None = None) -> State:
        """The state that a transition leads to."""
        if action not in self._transitions():
            error = FieldError("/action", "unknown", "is no action of this record")
            raise UnknownAction(actions=self._transitions(), errors=[error])
        self.permit(state, action, unmet)
        step = self.steps[action]
        if step.needs_reason and not (reason or "").strip():
            raise ReasonRequired(errors=[FieldError("/reason", "missing", "is required")])
        return step.target or state

    def _transitions(self) -> list[str]:
        return [action for action, step in self.steps.items() if step.target is not None]

    def _missing(self, step: Step[State], state: State, unmet: Collection[Guard]) -> Iterator[Guard]:
        """Rights first: who may not act learns that, and not what else is missing."""
        yield from (guard for guard in step.guards if guard in unmet and isinstance(guard, Right))
        if state not in step.sources:
            sources = ", ".join(sorted(step.sources))
            yield Guard("wrong_state", f"Only from {sources}; the record is {state}.", "/status")
        yield from (guard for guard in step.guards if guard in unmet and not isinstance(guard, Right))

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
            "needs_reason": step.needs_reason,
            "guards": guards,
        }
