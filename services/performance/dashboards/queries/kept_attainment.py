"""What is kept of attainment: of the organisation and its large lines, whose people are too many to be asked anew."""

from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Integer,
    Uuid,
    all_,
    and_,
    cast,
    delete,
    except_,
    exists,
    func,
    literal,
    or_,
    select,
    union,
)
from sqlalchemy.dialects.postgresql import ARRAY, insert

from services.performance.dashboards.models import EVERYBODY, KEPT_ATTAINMENT
from services.performance.dashboards.queries.attainment import (
    PRODUCTIVITY,
    PRODUCTIVITY_OF_ALL,
    Attainment,
    attained_by,
    attainment_of,
)
from services.performance.dashboards.queries.scopes import CLOSE, MANAGER, Whose, of_company, of_line
from services.performance.delegations.policy import people_acted_for
from services.performance.delegations.rules import DelegationScope
from services.performance.people.models import Person
from services.performance.people.policy import LED, among
from services.performance.people.rules.employment import PersonStatus
from services.performance.relationships.policy import BESIDE
from shared.database.statements import Statement, argument
from shared.resources.shapes import AnySelect
from shared.resources.viewer import Viewer

_BESIDE = BESIDE, people_acted_for(DelegationScope.REVIEW_WRITE)[0]
_NONE = func.json_build_array()


def attainment_of_company(viewer: Viewer, people: ColumnElement[int]) -> Attainment:
    """As it was kept for who sees everybody's, or those of a large line; all others see of whom they are close to."""
    if not viewer.has(PRODUCTIVITY):
        return attainment_of(viewer, CLOSE, people)
    if viewer.has(PRODUCTIVITY_OF_ALL):
        kept = _kept(KEPT_ATTAINMENT.c.lead_id == EVERYBODY)
        none = literal(0), literal(0)
        return Attainment(_added(kept, *none), _or(kept.c.standards, _NONE), literal(0), _of(kept.c.as_of))
    person, kept = CLOSE.people.c.id, _kept_of_viewer(viewer)
    live = attained_by(person, and_(~exists(select(kept)), _sees_of_many(viewer, person)), people)
    share = live.share.subquery()
    return Attainment(
        _added(kept, share.c.numerator, share.c.denominator),
        _or(kept.c.standards, live.standards),
        live.hidden - _or(kept.c.people, literal(0)),
        _or(kept.c.as_of, Viewer.now),
    )


def _sees_of_many(viewer: Viewer, person: Any) -> ColumnElement[bool]:
    """`sees_person`, for who may see thousands."""
    return or_(person == viewer.id, *(among(people, person) for people in (LED, *_BESIDE)))


def _kept(*conditions: ColumnElement[bool]) -> CTE:
    return select(KEPT_ATTAINMENT).where(*conditions).cte("kept_attainments")


def _kept_of_viewer(viewer: Viewer) -> CTE:
    """No row for who sees more people than their line, nor for who led many and leads others now."""
    led = select(func.unnest(LED.c.ids).label("id"))
    beside = union(*(select(func.unnest(people.c.ids).label("id")) for people in _BESIDE))
    more = except_(beside, led).exists()
    leads = func.cardinality(select(LED.c.ids).scalar_subquery())
    return _kept(KEPT_ATTAINMENT.c.lead_id == viewer.id, leads * 2 > KEPT_ATTAINMENT.c.people, ~more)


def _of(kept: Any) -> ColumnElement[Any]:
    return select(kept).scalar_subquery()


def _or(kept: Any, live: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.coalesce(_of(kept), live)


def _added(kept: CTE, numerator: ColumnElement[Any], denominator: ColumnElement[Any]) -> AnySelect:
    """Nothing is counted live where something was kept."""
    live = {"numerator": numerator, "denominator": denominator}
    return select(*((_or(kept.c[name], literal(0)) + value).label(name) for name, value in live.items()))


def keeping(whose: Whose, lead_id: Any) -> Statement:
    """Counts people of large lines beforehand."""
    found = attainment_of(Viewer(frozenset({PRODUCTIVITY, PRODUCTIVITY_OF_ALL})), whose, literal(0))
    share = found.share.subquery()
    values = {
        "lead_id": lead_id, "as_of": Viewer.now, "people": -found.hidden,
        "numerator": share.c.numerator, "denominator": share.c.denominator, "standards": found.standards,
    }  # fmt: skip
    rows = select(*(value.label(name) for name, value in values.items()))
    kept = insert(KEPT_ATTAINMENT).from_select([*values], rows, include_defaults=False)
    anew = {name: kept.excluded[name] for name in values}
    return Statement(kept.on_conflict_do_update(index_elements=["org_id", "lead_id"], set_=anew))


_lead = func.unnest(func.string_to_array(func.substr(Person.lead_path, 2), "/")).label("id")
_lines = select(_lead).where(Person.status == PersonStatus.ACTIVE).subquery()
_large = select(cast(_lines.c.id, Uuid).label("id")).group_by(_lines.c.id)

LARGE_LINES = Statement(_large.having(func.count() > argument("many", Integer)))
FORGET = Statement(delete(KEPT_ATTAINMENT).where(KEPT_ATTAINMENT.c.lead_id != all_(argument("leads", ARRAY(Uuid)))))
KEEP, KEEP_OF_LINE = keeping(of_company(), literal(EVERYBODY)), keeping(of_line(), MANAGER)
