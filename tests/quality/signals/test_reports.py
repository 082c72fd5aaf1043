"""A signal becomes one nonconformance, however often and however many people report it."""

import asyncio

from tests.quality.conftest import EVERYTHING


async def signal_of(make, **fields):
    characteristic = await make.characteristic(subgroup_size=1, **fields)
    chart = await make.default_chart(characteristic)
    await make.limits(chart, "2020-01-01T00:00:00Z", center=74, sigma=0.01, source="Pilot")
    await make.measured(characteristic, taken_at=["2026-01-05T08:00:00Z"], values=[[75.0]])
    return characteristic, (await make.signals(chart_id=chart))[0]


async def test_what_a_signal_found_is_reported_with_what_it_knows(client, make):
    characteristic, signal = await signal_of(make, characteristic_class="critical")
    reporter = client(make.person(), *EVERYTHING)
    path = f"/v1/signals/{signal['id']}"
    made = await reporter.post(f"{path}/nonconformance", json={})
    draft = made.json()
    assert (made.status_code, made.headers["location"]) == (201, f"/v1/nonconformances/{draft['id']}")
    assert (draft["severity"], draft["detected_where"]) == ("critical", "process")
    assert draft["detected_at"] == "2026-01-05T08:00:00.000Z"
    assert draft["characteristic"]["id"] == str(characteristic.id)
    assert (draft["source"], draft["external_id"]) == ("spc", signal["id"])
    assert (await reporter.get(path)).json()["nonconformance"] == {"id": draft["id"], "number": draft["number"]}
    again = await reporter.post(f"{path}/nonconformance", json={"title": "Once more"})
    assert (again.status_code, again.json()) == (200, draft)


async def test_of_ten_who_report_a_signal_at_once_all_get_the_same(client, make):
    _, signal = await signal_of(make)
    people = [client(make.person(), *EVERYTHING) for _ in range(10)]
    path = f"/v1/signals/{signal['id']}/nonconformance"
    answers = await asyncio.gather(*(one.post(path, json={}) for one in people))
    assert sorted(answer.status_code for answer in answers) == [200] * 9 + [201]
    assert len({answer.json()["id"] for answer in answers}) == 1


async def test_who_may_not_report_nonconformances_reports_no_signal(client, make):
    _, signal = await signal_of(make)
    watcher = client(make.person(), "signals:write", "charts:read")
    refused = await watcher.post(f"/v1/signals/{signal['id']}/nonconformance", json={})
    assert (refused.status_code, refused.json()["scope"]) == (403, "nonconformances:write")
