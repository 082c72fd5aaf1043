"""The kinds of records that others refer to without knowing them."""

from enum import StrEnum


class SubjectKind(StrEnum):
    NONCONFORMANCE = "nonconformance"
    SIGNAL = "signal"
    CHARACTERISTIC = "characteristic"
    PROCESS = "process"
    GAGE = "gage"
    CAPA = "capa"
    SUPPLIER = "supplier"
