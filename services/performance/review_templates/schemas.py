from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import MISSING, Field, PlainSerializer, Strict

from services.performance.form_versions.schemas import FormVersion, FormVersionRef
from services.performance.review_templates.rules import AnswerType, CommentRequired, ReviewRole, SectionKind
from shared.schemas import Code, Input, Line, Measure, Output

Written = PlainSerializer(lambda number: f"{number.normalize():f}", when_used="always")
Weight = Annotated[Measure, Field(ge=0, le=1_000_000), Written]
Switch = Annotated[bool, Strict()]
VetoLevel = Annotated[int, Strict(), Field(ge=1, le=20)]
Roles = Annotated[list[ReviewRole], Field(min_length=1, max_length=len(ReviewRole))]

VETO = "The manager's rating at which, or below, the level of the whole is capped."
GROUP = "Items that make up for one another: one at the top level lifts the veto of the others, if the policy says so."
WEIGHT = "Relative to the others; a weight of 0 is asked and does not count."


class TemplateItemSet(Input):
    key: Code
    prompt: Line
    answer_type: AnswerType = AnswerType.RATING
    weight: Weight = Field(default=Decimal(1), description=WEIGHT)
    required: Switch = True
    allow_na: Switch = True
    critical: Switch = False
    veto_level: VetoLevel | None = Field(default=None, description=VETO)
    veto_group: Code | None = Field(default=None, description=GROUP)
    comment_required: CommentRequired = CommentRequired.NEVER
    choices: Annotated[list[Line], Field(max_length=50)] = []
    audiences: Roles = [ReviewRole.SELF, ReviewRole.MANAGER]


class TemplateSectionSet(Input):
    key: Code
    kind: SectionKind = SectionKind.QUESTIONS
    title: Line
    weight: Weight = Field(default=Decimal(1), description=WEIGHT)
    scored: Switch = True
    items: Annotated[list[TemplateItemSet], Field(min_length=1, max_length=50)]


Sections = Annotated[list[TemplateSectionSet], Field(min_length=1, max_length=20)]


class ReviewTemplateCreate(Input):
    """The first version of a code, or its next."""

    code: Code
    name: Line
    rating_scale_id: UUID = Field(description="A published version; its levels are those of every rating and result.")
    sum_to_100: Switch = Field(default=False, description="Weights must add up to exactly 100.")
    sections: Sections


class ReviewTemplatePatch(Input):
    """Send only what changes."""

    name: Line | MISSING = MISSING
    rating_scale_id: UUID | MISSING = MISSING
    sum_to_100: Switch | MISSING = MISSING
    sections: Sections | MISSING = MISSING


class TemplateItem(Output):
    key: str
    prompt: str
    answer_type: AnswerType
    weight: str = Field(description=WEIGHT)
    required: bool
    allow_na: bool
    critical: bool
    veto_level: int | None = Field(description=VETO)
    veto_group: str | None = Field(description=GROUP)
    comment_required: CommentRequired
    choices: list[str]
    audiences: list[ReviewRole] = Field(description="Who answers it.")


class TemplateSection(Output):
    key: str
    kind: SectionKind
    title: str
    weight: str = Field(description=WEIGHT)
    scored: bool
    items: list[TemplateItem]


class ReviewTemplate(FormVersion):
    rating_scale: FormVersionRef
    sum_to_100: bool
    sections: list[TemplateSection]
