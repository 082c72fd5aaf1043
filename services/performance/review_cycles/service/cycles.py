from typing import Any
from uuid import UUID

from services.performance.form_versions.service import ensure_published
from services.performance.rating_scales import rules as scales
from services.performance.rating_scales.models import RatingScale
from services.performance.review_cycles import schemas
from services.performance.review_cycles.models import ReviewCycle
from services.performance.review_cycles.queries.assignments import EXTEND
from services.performance.review_cycles.queries.cycles import PUBLISHED_FORMS, review_cycles
from services.performance.review_cycles.rules import cycles as rules
from services.performance.review_cycles.service.launching import ensure_launchable
from services.performance.review_templates import rules as templates
from services.performance.review_templates.models import ReviewTemplate
from services.performance.scoring_policies import rules as policies
from services.performance.scoring_policies.models import ScoringPolicy
from shared.answers import Document
from shared.problems import FieldError, ReferenceNotFound
from shared.schemas import TransitionRequest
from shared.work import Work


async def create(work: Work, data: schemas.ReviewCycleCreate) -> Document[schemas.ReviewCycle]:
    rules.check_period(data.starts_on, data.ends_on)
    rules.check_phases(data.phases)
    values = data.model_dump() | {"phases": _phases(data.phases)}
    values["template_id"] = data.template_id or await _default_template(work)
    values["scoring_policy_id"] = data.scoring_policy_id or await _default_policy(work)
    await _check_published(work, values)
    cycle = work.add(ReviewCycle(**values))
    work.note("review_cycle.created", cycle)
    return await review_cycles.show(work, cycle.id)


async def patch(work: Work, id: UUID, data: schemas.ReviewCyclePatch) -> Document[schemas.ReviewCycle]:
    cycle = await review_cycles.load(work, id, "update")
    values = data.model_dump()
    if "phases" in values:
        phases: Any = data.phases
        rules.check_phases(phases)
        values["phases"] = _phases(phases)
    await _check_published(work, {name: getattr(cycle, name) for name in FORMS} | values)
    rules.check_period(values.get("starts_on", cycle.starts_on), values.get("ends_on", cycle.ends_on))
    if work.change(cycle, values):
        work.note("review_cycle.updated", cycle)
    return await review_cycles.show(work, id)


async def transition(work: Work, id: UUID, data: TransitionRequest) -> Document[schemas.ReviewCycle]:
    """`launch` is asked for by a request of its own, because a job does it."""
    if data.action == "launch":
        raise rules.LaunchIsAJob()
    cycle = await review_cycles.advance(work, id, data.action, data.reason)
    if data.action == "schedule":
        await ensure_launchable(work, cycle.id)
    work.note(f"review_cycle.{data.action}", cycle, reason=data.reason)
    return await review_cycles.show(work, id)


async def extend(work: Work, id: UUID, data: schemas.DeadlineExtension) -> schemas.Extended:
    """Assignments that expired meanwhile are open again."""
    cycle = await review_cycles.load(work, id, "extend")
    phase = next((phase for phase in cycle.phases if phase["kind"] == data.phase), None)
    if phase is None:
        raise ReferenceNotFound(errors=[FieldError("/phase", "not_found", "the cycle has no such phase")])
    if data.due_on.isoformat() < phase["due_on"]:
        wrong = FieldError("/due_on", "not_later", "must not be before the present one")
        raise rules.NotLater(errors=[wrong], due_on=phase["due_on"])
    later = {"due_on": data.due_on.isoformat(), "closes_on": data.closes_on and data.closes_on.isoformat()}
    rules.check_phases([schemas.PhaseSet.model_validate(phase | later)])
    if data.review_ids is None:
        phases = [one | later if one["kind"] == data.phase else one for one in cycle.phases]
        work.change(cycle, {"phases": phases})
    roles = [role.value for role in templates.ReviewRole if rules.phase_of(role) is data.phase]
    moved = await work.rows(
        EXTEND, cycle_id=id, roles=roles, due_on=data.due_on, closes_on=data.closes_on, review_ids=data.review_ids
    )
    work.note("review_cycle.extended", cycle, phase=data.phase, due_on=data.due_on, assignments=len(moved))
    return schemas.Extended(assignments=len(moved))


FORMS = ("template_id", "scoring_policy_id")


async def _check_published(work: Work, values: dict[str, Any]) -> None:
    found = await work.row(PUBLISHED_FORMS, **{name: values[name] for name in FORMS})
    wrong = [
        FieldError(f"/{name}", "not_found", "is no published version") for name in FORMS if not (found or {})[name]
    ]
    if wrong:
        raise ReferenceNotFound(errors=wrong)


def _phases(phases: Any) -> list[dict[str, Any]]:
    return [phase.model_dump(mode="json") for phase in phases]


async def _default_template(work: Work) -> UUID:
    scale_id = await ensure_published(work, RatingScale, scales.DEFAULT)
    return await ensure_published(work, ReviewTemplate, templates.default(scale_id))


async def _default_policy(work: Work) -> UUID:
    return await ensure_published(work, ScoringPolicy, policies.default())
