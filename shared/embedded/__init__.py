"""A real PostgreSQL for development and tests, from a wheel, by initdb and pg_ctl."""

from shared.embedded.programs import program
from shared.embedded.refusals import CannotStart
from shared.embedded.server import Server, running, start, stop

__all__ = ["CannotStart", "Server", "program", "running", "start", "stop"]
