from sqlalchemy import ColumnElement, Text, Uuid, any_, exists, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import aliased

from services.performance.check_ins import schemas
from services.performance.goals.models import CheckIn, Goal, GoalContribution, KeyResult, Milestone
from services.performance.goals.policy import visible_to
from services.performance.goals.queries.documents import number
from shared.database.statements import Statement, argument
from shared.resources.resource import Resource
from shared.resources.viewer import Viewer, among, equals


def _of_visible_goal(viewer: Viewer) -> ColumnElement[bool]:
    return exists().where(Goal.id == CheckIn.goal_id, visible_to(viewer)).correlate(CheckIn)


_later = aliased(CheckIn)

SAID = (
    "goal_id", "key_result_id", "milestone_id", "as_of", "value", "zone", "confidence", "comment", "source",
    "supersedes_id",
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

_fed = exists().where(GoalContribution.parent_key_result_id == KeyResult.id).correlate(KeyResult)

GOALS_OF = Statement(select(KeyResult.goal_id).distinct().where(KeyResult.id == any_(argument("ids", ARRAY(Uuid)))))

KEY_RESULTS = Statement(
    select(
        KeyResult.id,
        KeyResult.goal_id,
        KeyResult.kind,
        KeyResult.status,
        KeyResult.standard_id,
        _fed.label("contributed"),
    ).where(KeyResult.id == any_(argument("ids", ARRAY(Uuid))))
)

MILESTONES = Statement(
    select(Milestone.id, Milestone.key_result_id).where(Milestone.id == any_(argument("ids", ARRAY(Uuid))))
)

CORRECTED = Statement(
    select(
        CheckIn.id, CheckIn.goal_id, CheckIn.key_result_id, CheckIn.milestone_id, CheckIn.as_of, CheckIn.source,
        exists().where(_later.supersedes_id == CheckIn.id).correlate(CheckIn).label("superseded"),
    ).where(CheckIn.id == any_(argument("ids", ARRAY(Uuid))))
)  # fmt: skip

SAID_BEFORE = Statement(
    select(
        *(getattr(CheckIn, name) for name in ("id", "created_at", "external_id", *SAID)),
    ).where(CheckIn.external_id == any_(argument("external_ids", ARRAY(Text))))
)
