"""The foundation is tested through the performance service, the smaller of the two that stand on it."""

from tests.performance.conftest import app, make

__all__ = ["app", "make"]
