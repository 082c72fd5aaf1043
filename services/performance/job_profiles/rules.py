"""How a job profile lives. Pure."""

from enum import StrEnum

from shared.workflow import Right, Step, Workflow


class JobProfileStatus(StrEnum):
    ACTIVE = "active"
    RETIRED = "retired"


ACTIVE, RETIRED = JobProfileStatus.ACTIVE, JobProfileStatus.RETIRED

WRITER = Right("not_writer", "Job profiles are kept by whoever has the scope job_profiles:write.")

LIFECYCLE = Workflow(
    {
        "update": Step({ACTIVE}, None, (WRITER,)),
        "retire": Step({ACTIVE}, RETIRED, (WRITER,), needs_reason=True),
        "reinstate": Step({RETIRED}, ACTIVE, (WRITER,)),
    }
)
