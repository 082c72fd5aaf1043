"""What stands around every request: the door, the routes, the gateway."""

from collections.abc import Iterator, Sequence

from tests.bench.filling import Size, id_of
from tests.bench.machine import Machine, raw
from tests.bench.work import Http, Work, at_least, at_most

SUMMARY = ("summary:read", "dashboards:read")


def works(machine: Machine, sizes: Sequence[Size]) -> Iterator[Work]:
    yield from _gateway(machine, sizes[0])
    empty = Http.same("limits", raw("/empty"))
    yield Work("the limit beside itself (A/A)", "itself", empty, Http.same("limits", raw("/empty")))
    for service in ("performance", "quality"):
        name = f"empty route of {service}, all its routes"
        yield Work(
            name, "empty FastAPI route", empty, Http.same(service, raw("/livez")), (at_most("app ×", 1.3 * 1.1),)
        )


def _gateway(machine: Machine, size: Size) -> Iterator[Work]:
    direct = Http.same("performance", raw("/livez"), clients=1)
    through = Http.same("gateway", raw("/performance/livez"), clients=1)
    yield Work("gateway, passed through", "the service, asked directly", direct, through, (at_most("added ms", 0.4),))
    spliced = machine.request("/splice", size.org_id, id_of(1), SUMMARY)
    slower = machine.request("/v1/summary", size.org_id, id_of(1), SUMMARY)
    dashboard = Http.same("gateway", machine.request("/v1/dashboards/executive", size.org_id, id_of(1), SUMMARY), 1)
    splice, service = Http.same("limits", spliced, 1), Http.same("performance", slower, 1)
    fifth, added = (at_least("ratio", 0.2),), (at_most("added ms", 0.6),)
    yield Work("gateway, dashboard of two parts", "bare splice with aiohttp", splice, dashboard, fifth)
    yield Work("gateway, the same dashboard", "performance's summary alone", service, dashboard, added)
