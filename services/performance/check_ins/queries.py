from functools import lru_cache

from sqlalchemy import ColumnElement, Text, Uuid, any_, exists, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import aliased

from services.performance.check_ins import schemas
from services.performance.goals.models import CheckIn, Goal, GoalContribution, KeyResult, Milestone
from services.performance.goals.policy import visible_to
from services.performance.goals.queries.documents import goals, number
from services.performance.goals.queries.together import Together
from shared.database.statements import argument
from shared.resources.resource import VARIANTS, Resource
from shared.resources.shapes import AnySelect
from shared.resources.viewer import Viewer, among, equals


def _of_visible_goal(viewer: Viewer) -> ColumnElement[bool]:
    return exists().where(Goal.id == CheckIn.goal_id, visible_to(viewer)).correlate(CheckIn)


_later = aliased(CheckIn)

SAID = (
    "goal_id", "key_result_id", "milestone_id", "as_of", "value", "zone", "confidence", "comment", "source",
    "supersedes_id", "external_id",
)  # fmt: skip
"""What an entry says; sent again under the same external id, it says the same."""

check_ins = Resource(
    schemas.CheckIn,
    CheckIn,
    visible=_of_visible_goal,
    derived={
        "value": number(CheckIn.value),
        "superseded": exists().where(_later.supersedes_id == CheckIn.id).correlate(CheckIn),
    },
    filters={
        "goal_id": equals(CheckIn.goal_id),
        "key_result_id": equals(CheckIn.key_result_id),
        "source": among(CheckIn.source),
    },
    sorts={"as_of": CheckIn.as_of},
)


KEY_RESULT_IDS = argument("key_result_ids", ARRAY(Uuid))


@lru_cache(VARIANTS)
def known(scopes: frozenset[str]) -> Together:
    """What is stored of everything that check-ins name; the goals with what this caller may do with them."""
    viewer = Viewer(scopes)
    found = select(Goal.id, Goal.version, Goal.progress_method, *goals.conditions(viewer))
    return Together(
        goals=found.where(Goal.id == any_(argument("ids", ARRAY(Uuid))), visible_to(viewer)),
        key_results=_key_results(),
        milestones=select(Milestone.id, Milestone.key_result_id).where(
            Milestone.id == any_(argument("milestone_ids", ARRAY(Uuid)))
        ),
        corrected=_corrected(),
        said_before=select(CheckIn.id, CheckIn.created_at, *(getattr(CheckIn, name) for name in SAID)).where(
            CheckIn.external_id == any_(argument("external_ids", ARRAY(Text)))
        ),
    )


def _key_results() -> AnySelect:
    fed = exists().where(GoalContribution.parent_key_result_id == KeyResult.id).correlate(KeyResult)
    said = KeyResult.id, KeyResult.goal_id, KeyResult.kind, KeyResult.status, KeyResult.standard_id
    return select(*said, fed.label("contributed")).where(KeyResult.id == any_(KEY_RESULT_IDS))


def _corrected() -> AnySelect:
    said = CheckIn.id, CheckIn.goal_id, CheckIn.key_result_id, CheckIn.milestone_id, CheckIn.as_of, CheckIn.source
    superseded = exists().where(_later.supersedes_id == CheckIn.id).correlate(CheckIn)
    these = CheckIn.id == any_(argument("superseded_ids", ARRAY(Uuid)))
    return select(*said, superseded.label("superseded")).where(these)
