"""Whether somebody works here. Pure."""

from enum import StrEnum


class PersonStatus(StrEnum):
    ACTIVE = "active"
    TERMINATED = "terminated"
