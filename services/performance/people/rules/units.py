"""What kinds of organisational units there are. Pure."""

from datetime import date
from enum import StrEnum

ALWAYS = date(1900, 1, 1)
"""The first day of a unit that nobody dated: assignments of any time may name it."""


class OrgUnitKind(StrEnum):
    COMPANY = "company"
    DIVISION = "division"
    DEPARTMENT = "department"
    TEAM = "team"
    SITE = "site"
    OTHER = "other"
