import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from typing import Any

import orjson

from gateway.dashboards.rules import NothingAnswered, ensure_worth_showing
from gateway.events import rules
from gateway.events.rules import Merged, Places
from gateway.outcomes import Outcome, PartStatus
from gateway.upstreams import Errand
from shared.feed.schemas import EventFilter

TOGETHER_SECONDS = 0.1
"""How long the other services have, once one has something to tell."""
STREAM_LIMIT, STREAM_SECONDS, PING_SECONDS = 200, 600, 10


async def read(errand: Errand, asked: EventFilter, places: Places, limit: int, wait_seconds: int) -> Merged:
    """What there is, as soon as one service has something; of what the others were asked meanwhile nothing is lost."""
    patient = replace(errand, until=errand.until + wait_seconds)
    answers = await _answers(
        {
            name: asyncio.create_task(
                upstream.ask(rules.path(asked, places[name], limit, wait_seconds), patient.headers, patient.until)
            )
            for name, upstream in errand.upstreams.items()
        }
    )
    rules.ensure_known(answers.values())
    ensure_worth_showing(answers)
    told = {name: orjson.loads(outcome.data) for name, outcome in answers.items() if outcome.data is not None}
    return Merged(
        rules.in_order(batch["items"] for batch in told.values()),
        places | {name: batch["next_cursor"] for name, batch in told.items()},
        {name: answers[name].status if name in answers else PartStatus.OK for name in places},
    )


async def stream(errand: Errand, asked: EventFilter, places: Places) -> AsyncIterator[bytes]:
    """Server-sent events. The last of those that came together has an id: resumed before it, they are told again."""
    loop = asyncio.get_running_loop()
    until, budget = loop.time() + STREAM_SECONDS, errand.until - loop.time()
    yield b": welcome\n\n"
    while loop.time() < until:
        try:
            timely = replace(errand, until=loop.time() + budget)
            merged = await read(timely, asked, places, STREAM_LIMIT, PING_SECONDS)
        except NothingAnswered:
            return
        places = merged.places
        for number, event in enumerate(merged.items, start=1):
            yield _told(event, rules.sealed(places) if number == len(merged.items) else None)
        if not merged.items:
            yield b": ping\n\n"


async def _answers(asked: Mapping[str, asyncio.Task[Outcome]]) -> dict[str, Outcome]:
    """Of all that answered by the time that one had something to tell and a moment more."""
    waiting = set(asked.values())
    try:
        while waiting and not any(_tells(task) for task in asked.values()):
            _, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        if waiting:
            _, waiting = await asyncio.wait(waiting, timeout=TOGETHER_SECONDS)
    finally:
        for task in waiting:
            task.cancel()
    return {name: task.result() for name, task in asked.items() if task not in waiting}


def _tells(task: asyncio.Task[Outcome]) -> bool:
    return task.done() and (data := task.result().data) is not None and bool(orjson.loads(data)["items"])


def _told(event: Mapping[str, Any], place: str | None) -> bytes:
    id = f"id: {place}\n" if place else ""
    return f"{id}event: {event['type']}\ndata: ".encode() + orjson.dumps(event) + b"\n\n"
