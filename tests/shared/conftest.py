"""The foundation is tested through the performance service, the smaller of the two that stand on it."""

from tests.performance.conftest import app, events, make

__all__ = ["app", "events", "make"]
