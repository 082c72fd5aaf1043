"""Logs as JSON lines with the trace id, and the numbers of `/metrics`; set up once."""

import logging
import os
import sys
from contextvars import ContextVar

import orjson
import structlog
from prometheus_client import CollectorRegistry, Histogram

_trace_id: ContextVar[str] = ContextVar("trace_id", default="")

REGISTRY = CollectorRegistry()
REQUESTS = Histogram(
    "mettle_request_seconds",
    "Time from the first byte of a request to the last of its answer.",
    ["deployable", "method", "route", "status"],
    registry=REGISTRY,
    buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)

JOBS = Histogram(
    "mettle_job_seconds",
    "Time of one try at a job.",
    ["deployable", "job", "outcome"],
    registry=REGISTRY,
    buckets=(0.01, 0.05, 0.25, 1, 5, 15, 60, 300),
)

log = structlog.get_logger()


def trace_id() -> str:
    return _trace_id.get()


def begin_trace(traceparent: str | None) -> str:
    """The caller's trace if it sent one, else a new one; every log line and problem of the request carries it."""
    version, _, rest = (traceparent or "").partition("-")
    given = rest.partition("-")[0]
    valid = len(version) == 2 and len(given) == 32 and set(given) <= set("0123456789abcdef") and set(given) != {"0"}
    trace = given if valid else os.urandom(16).hex()
    _trace_id.set(trace)
    return trace


def continue_trace(trace: str | None) -> None:
    """What is done later belongs to the request that asked for it."""
    _trace_id.set(trace or os.urandom(16).hex())


def _with_trace(_logger: object, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    if trace := trace_id():
        event["trace_id"] = trace
    return event


def _as_json(event: structlog.typing.EventDict, **_: object) -> str:
    return orjson.dumps(event, default=str).decode()


def configure_logs(level: str) -> None:
    """Our lines through structlog, everybody else's through the same renderer; letters that break lines are escaped."""
    chain: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _with_trace,
    ]
    structlog.configure(
        processors=[*chain, structlog.processors.format_exc_info, structlog.processors.JSONRenderer(_as_json)],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=lambda *_: structlog.WriteLogger(sys.stderr),
    )
    handler = logging.StreamHandler(sys.stderr)
    renderers: list[structlog.typing.Processor] = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.processors.format_exc_info,
        structlog.processors.JSONRenderer(_as_json),
    ]
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=chain, processors=renderers))
    logging.basicConfig(handlers=[handler], level=level, force=True)
    logging.getLogger("httpx").setLevel(max(logging.WARNING, logging.getLogger().level))  # a line a call is too much
