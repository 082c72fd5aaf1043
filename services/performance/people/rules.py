"""What makes a reporting line valid. Pure."""

from shared.problems import Conflict, Invalid


class ReportingCycle(Conflict):
    """Nobody may report to themselves, not even through others; `path` shows the circle."""


class SelfManaged(Invalid):
    """A person can't be their own manager."""
