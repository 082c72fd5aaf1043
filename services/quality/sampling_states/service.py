from collections.abc import Mapping
from dataclasses import asdict
from typing import Any
from uuid import UUID

from services.quality.sampling.rules.switching import LotOutcome
from services.quality.sampling.rules.tables import InspectionSeverity, Level, Scheme, sampling_plan
from services.quality.sampling_states import schemas
from services.quality.sampling_states.models import InspectedLot, SamplingState, SamplingStep
from services.quality.sampling_states.queries import (
    ANEW,
    HISTORY,
    IN_FORCE,
    LOT,
    inspected_lots,
    sampling_states,
    sampling_steps,
)
from services.quality.sampling_states.rules import states, verdicts
from services.quality.sampling_states.rules.replay import Conditions, Decision, Entry, Standing, follow
from services.quality.sampling_states.rules.states import CLOSED, SWITCHING, SamplingStatus
from shared.answers import Document, Page
from shared.database.statements import in_columns
from shared.problems import Conflict, NotFound
from shared.schemas import TransitionRequest
from shared.work import Reading, Work

OUTCOME = ("accepted", "ac", "accepted_one_aql_tighter", "between_limits", "production_steady", "original")
OF_PLAN = ("code_letter", "effective_letter", "n", "ac", "re", "full_inspection")
CORRECTED = ("lot_size", "nonconforming", "production_steady", "original", "voided")


class LotSuperseded(Conflict):
    """This revision has been corrected: correct the latest one."""


async def create(work: Work, data: schemas.SamplingStateCreate) -> Document[schemas.SamplingState]:
    """Inspection begins as normal."""
    states.check_sampled(data.process_id, data.characteristic_id)
    states.check_scheme(data.scheme, data.level, data.aql, limit_numbers=data.limit_numbers)
    state = work.add(SamplingState(standing=Standing().stored(), **data.model_dump()))
    work.note("sampling_state.created", state)
    return await sampling_states.show(work, state.id)


async def plan(work: Reading, id: UUID, lot_size: int) -> Document[schemas.PlanInForce]:
    state = await work.row(IN_FORCE, id=id)
    if state is None:
        raise NotFound()
    SWITCHING.permit(SamplingStatus(state["status"]), "record_lot", ())
    severity = InspectionSeverity(state["status"])
    found = sampling_plan(lot_size, Level(state["level"]), state["aql"], severity, Scheme(state["scheme"]))
    return Document.of({"severity": severity} | asdict(found))


async def record(work: Work, id: UUID, data: schemas.InspectedLotCreate) -> Document[schemas.InspectedLot]:
    """The state is held until the end, so the next lot is inspected as this one left it."""
    state = await sampling_states.load(work, id, "record_lot")
    severity = InspectionSeverity(state.status)
    verdicts.check_severity(data.severity, severity)
    said = data.model_dump(exclude={"severity"}) | {"inspected_at": data.inspected_at or work.now}
    lot = _judged(state, said | {"severity": severity, "voided": False, "position": state.entries + 1, "revision": 1})
    lot.recorded_by = work.actor.id
    work.note("inspected_lot.recorded", work.add(lot), state_id=id, accepted=lot.accepted)
    _append(work, state, Entry(lot=_outcome(lot)), lot_id=lot.id)
    return await show_lot(work, id, lot.id)


async def transition(work: Work, id: UUID, data: TransitionRequest) -> Document[schemas.SamplingState]:
    state, status = await sampling_states.decide(work, id, data.action, data.reason)
    if status is CLOSED:
        work.change(state, {"status": CLOSED})
    else:
        decision = Decision(data.action)
        said = {"decision": decision, "decided_by": work.actor.id, "decision_reason": data.reason}
        _append(work, state, Entry(decision=decision), **said)
    work.note(f"sampling_state.{data.action}", state, reason=data.reason)
    return await sampling_states.show(work, id)


async def correct(work: Work, id: UUID, lot_id: UUID, data: schemas.LotCorrection) -> Document[schemas.InspectedLot]:
    """The next revision of a lot, by the plan of its severity; whatever followed is worked out anew."""
    state = await sampling_states.load(work, id, "correct_lot")
    lot = await _latest(work, id, lot_id)
    kept = ("reference", "severity", "position", "inspected_at", *CORRECTED)
    said = {name: getattr(lot, name) for name in kept} | data.model_dump(exclude={"reason"})
    revised = _judged(state, said | {"revision": lot.revision + 1})
    revised.recorded_by, revised.supersedes_id, revised.correction_reason = work.actor.id, lot.id, data.reason
    action = "voided" if revised.voided else "corrected"
    work.note(f"inspected_lot.{action}", work.add(revised), state_id=id, supersedes_id=lot.id)
    await _replay(work, state, revised)
    return await show_lot(work, id, revised.id)


async def show_lot(work: Reading, id: UUID, lot_id: UUID) -> Document[schemas.InspectedLot]:
    return await inspected_lots.show(work, lot_id, state_id=id)


async def list_lots(work: Reading, id: UUID, query: schemas.InspectedLotQuery) -> Page[schemas.InspectedLot]:
    found = await inspected_lots.page(work, query, state_id=id)
    if not found.items:
        await sampling_states.show(work, id)  # No lot yet, or no such state: 404.
    return found


async def list_steps(work: Reading, id: UUID, query: schemas.SamplingStepQuery) -> Page[schemas.SamplingStep]:
    found = await sampling_steps.page(work, query, state_id=id)
    if not found.items:
        await sampling_states.show(work, id)  # Nothing happened yet, or no such state: 404.
    return found


def _judged(state: SamplingState, said: Mapping[str, Any]) -> InspectedLot:
    plan = sampling_plan(said["lot_size"], state.level, state.aql, said["severity"], state.scheme)
    verdicts.check_count(plan, said["nonconforming"], state.counted)
    of_plan = {name: getattr(plan, name) for name in OF_PLAN}
    return InspectedLot(state_id=state.id, **said, **of_plan, **verdicts.verdict(plan, said["nonconforming"]))


def _outcome(lot: InspectedLot) -> LotOutcome:
    known = {name: getattr(lot, name) for name in OUTCOME}
    return LotOutcome(**known, sampled=lot.n, nonconforming=lot.nonconforming)


def _conditions(state: SamplingState) -> Conditions:
    return Conditions(state.scheme, state.aql if state.limit_numbers else None)


def _append(work: Work, state: SamplingState, entry: Entry, **said: Any) -> None:
    standing, passed = follow(Standing.of(state.standing), entry, _conditions(state))
    state.entries += 1
    work.add(SamplingStep(state_id=state.id, position=state.entries, **asdict(passed), **said))
    _stand(work, state, standing, passed.reason)


def _stand(work: Work, state: SamplingState, standing: Standing, reason: str) -> None:
    state.standing = standing.stored()
    work.touch(state)
    if work.change(state, {"status": SamplingStatus(standing.state.inspection)}):
        work.note("sampling_state.switched", state, reason=reason)


async def _latest(work: Work, id: UUID, lot_id: UUID) -> InspectedLot:
    found = (await work.session.execute(LOT, {"state_id": id, "lot_id": lot_id})).first()
    if found is None:
        raise NotFound()
    lot, superseded = found
    if superseded:
        raise LotSuperseded()
    return lot


async def _replay(work: Work, state: SamplingState, revised: InspectedLot) -> None:
    """All lots and decisions from the first one on; one statement writes the steps that come out otherwise."""
    await work.flush()
    rows = (await work.session.execute(HISTORY, {"state_id": state.id})).all()
    standing, differing = Standing(), list[dict[str, Any]]()
    for step, lot in rows:
        counting = revised if step.position == revised.position else lot
        standing, passed = follow(standing, _entry(step, counting), _conditions(state))
        anew = {"lot_id": counting.id if counting else None} | asdict(passed)
        if any(getattr(step, name) != value for name, value in anew.items()):
            differing.append({"id": step.id} | anew)
    await work.rows(ANEW, **in_columns(differing))
    _stand(work, state, standing, "corrected")


def _entry(step: SamplingStep, lot: InspectedLot | None) -> Entry:
    if lot is None:
        return Entry(decision=step.decision)
    return Entry(lot=None if lot.voided else _outcome(lot))
