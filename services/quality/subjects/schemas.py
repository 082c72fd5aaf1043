from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.quality.subjects.rules import SubjectKind

Kind = Annotated[SubjectKind, Field(description="What kind of record it is about.")]
RecordId = Annotated[UUID, Field(description="The record that it is about.")]
