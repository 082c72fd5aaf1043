"""Pages and single reads, beside bare ASGI and asyncpg with twelve columns of the same rows as JSON by PostgreSQL."""

from collections.abc import Iterator, Sequence

from tests.bench.filling import Size, id_of
from tests.bench.machine import Machine, raw
from tests.bench.work import Http, Work, at_least, at_most

HR = ("goals:read", "goals:read:all", "people:read", "characteristics:read", "nonconformances:read", "standards:read")
QUALITY = (*HR, "nonconformances:read:all")
HOT = at_least("ratio", 0.5), at_most("app ×", 3.2), at_most("p99/p50", 2.5), at_most("statements", 3)
TYPED = at_least("ratio", 0.25), at_most("p99/p50", 2.5), at_most("statements", 3)
PAGES = [
    ("list of 50 goals, HR", "performance", "/v1/goals?limit=50", "goals", HR, HOT),
    ("list of 50 people", "performance", "/v1/people?limit=50", "people", HR, TYPED),
    ("one goal, HR", "performance", f"/v1/goals/{id_of(10)}", "goal", HR, TYPED),
    ("goals an employee sees", "performance", "/v1/goals?limit=50", "goals", ("goals:read",), TYPED),
    ("list of 50 characteristics", "quality", "/v1/characteristics?limit=50", "characteristics", HR, HOT),
    ("list of 50 nonconformances", "quality", "/v1/nonconformances?limit=50", "nonconformances", QUALITY, HOT),
]


def works(machine: Machine, sizes: Sequence[Size]) -> Iterator[Work]:
    for name, service, path, limit, scopes, goals in PAGES:
        requests = [machine.request(path, size.org_id, id_of(size.people - 1), scopes) for size in sizes]
        *less, ours = (Http.same(service, request) for request in requests)
        bare = Http.same("limits", raw(f"/sql/{limit}"))
        grows = (*goals, at_most("growth", 2))
        yield Work(name, "bare ASGI + asyncpg + json_agg", bare, ours, grows, tuple(less))
    bare = Http.same("limits", raw("/sql/goals"))
    for name, person in (("the head of all", 0), ("a division head", 24)):
        request = machine.request("/v1/goals?limit=50", sizes[-1].org_id, id_of(person), HR[:1])
        yield Work(f"goals that {name} sees", "bare ASGI + asyncpg + json_agg", bare, Http.same("performance", request))
