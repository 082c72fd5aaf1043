"""What kinds of organisational units there are, and that a closed one takes nobody in. Pure."""

from datetime import date
from enum import StrEnum

from shared.problems import Conflict

ALWAYS = date(1900, 1, 1)
"""The first day of a unit that nobody dated: assignments of any time may name it."""


class OrgUnitKind(StrEnum):
    COMPANY = "company"
    DIVISION = "division"
    DEPARTMENT = "department"
    TEAM = "team"
    SITE = "site"
    OTHER = "other"


class OrgUnitStatus(StrEnum):
    ACTIVE = "active"
    CLOSED = "closed"


class OrgUnitClosed(Conflict):
    """This unit is closed: nobody is assigned to it and no unit stands in it, until it is reopened."""
