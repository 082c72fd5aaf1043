"""Numbers of the register: what they count, over which days, and that they say what the list says."""

from datetime import UTC, datetime, timedelta

import pytest

from shared.testing import counting
from tests.quality.capas.conftest import Case, case  # noqa: F401 # the fixture
from tests.quality.conftest import EVERYTHING


@pytest.fixture
def asked(client, make):
    async def ask(path="", who=None, scopes=EVERYTHING, **query):
        answer = await client(who or make.person(), *scopes).get(f"/v1/metrics{path}", params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    return ask


async def back(sql, record, days, *columns):
    """As if those had happened that many days earlier, which no caller can say."""
    for column in columns:
        statement = f"UPDATE quality.nonconformances SET {column} = {column} - make_interval(days => $2) WHERE id = $1"
        await sql.execute(statement, record.id, days)


async def test_a_metric_says_what_it_counts_and_nothing_divided_by_nothing_is_null(asked):
    items = (await asked(keys=["nc_recurrence_rate", "nc_open"]))["items"]
    assert [item["key"] for item in items] == ["nc_recurrence_rate", "nc_open"]
    assert items[0] | {"formula": "", "as_of": "", "starts_on": "", "ends_on": ""} == {
        "formula": "", "definition": "quality/1", "numerator": 0.0, "denominator": 0.0, "percent": None, "n": 0,
        "as_of": "", "key": "nc_recurrence_rate", "unit": None, "starts_on": "", "ends_on": "",
    }  # fmt: skip
    assert (items[1]["starts_on"], items[1]["ends_on"]) == (None, None)


async def test_standing_flow_and_recurrence(asked, make, sql):
    first = await make.at("closed")
    again = await make.opened(recurrence_of_id=str(first.id))
    await back(sql, again, 100, "opened_at", "created_at")
    late = await make.opened(due_at="2026-01-06T00:00:00Z")
    await make.nonconformance()
    numbers = {one["key"]: one for one in (await asked())["items"]}
    said = {key: (one["numerator"], one["denominator"]) for key, one in numbers.items() if key.startswith("nc_")}
    assert said == {
        "nc_open": (2, 3), "nc_over_90_days": (1, 2), "nc_overdue": (1, 2), "nc_closed_to_opened": (1, 3),
        "nc_recurrence_rate": (0, 1),
    }  # fmt: skip
    assert numbers["nc_open"]["percent"] == pytest.approx(200 / 3)
    await sql.execute("UPDATE quality.nonconformances SET recurrence_of_id = $2 WHERE id = $1", first.id, late.id)
    (rate,) = (await asked(keys="nc_recurrence_rate"))["items"]
    assert rate["percent"] == 100
    assert (await asked(keys="nc_recurrence_rate", before="2020-01-01"))["items"][0]["n"] == 0


async def test_many_metrics_are_one_round_trip_between_begin_and_commit(app, asked, make):
    await make.opened()
    await asked()
    with counting(app) as sent:
        await asked()
    assert len(sent) == 3


async def test_pareto_finds_the_vital_few_and_what_was_before(asked, make, sql):
    codes = ["wear"] * 6 + ["setup"] * 2 + ["burr", "dirt"]
    for code in codes:
        await make.patched(await make.opened(quantity_affected=3, unit="pcs", severity="minor"), cause_codes=[code])
    older = await make.patched(await make.opened(), cause_codes=["wear"])
    await sql.execute("UPDATE quality.nonconformances SET detected_at = '2025-12-20' WHERE id = $1", older.id)
    await make.opened()
    month = {"since": "2026-01-01", "before": "2026-02-01"}
    found = await asked("/pareto", limit=3, **month)
    assert [(item["code"], item["value"], item["vital_few"]) for item in found["items"]] == [
        ("wear", 6, True), ("setup", 2, True), ("burr", 1, False),
    ]  # fmt: skip
    assert found["items"][2]["cumulative_percent"] == pytest.approx(90)
    assert (found["items"][0]["before"], found["before_starts_on"], found["total_before"]) == (1, "2025-12-01", 1)
    assert (found["total"], found["uncoded"], found["other"]) == (10, 1, {"codes": 1, "value": 1, "before": 0})
    weighed = await asked("/pareto", weight="quantity", unit="pcs", **month)
    assert (weighed["items"][0]["value"], weighed["total"]) == (18, 30)
    assert (await asked("/pareto", weight="quantity", unit="kg", **month))["items"] == []
    critical = await make.patched(await make.opened(severity="critical"), cause_codes=["dirt"])
    assert critical.body["severity"] == "critical"
    severe = await asked("/pareto", weight="severity", **month)
    assert [(item["code"], item["value"]) for item in severe["items"][:2]] == [("dirt", 10), ("wear", 6)]


async def test_costs_are_weights_and_roll_up_by_category_disposition_and_currency(asked, make):
    record = await make.at("executing")
    (way,) = record.body["dispositions"]
    for category, amount, currency in (
        ("internal_failure", "100.50", "EUR"), ("appraisal", "20", "EUR"), ("external_failure", "7", "USD"),
    ):  # fmt: skip
        cost = {"amount": amount, "currency": currency}
        await make.part(record, "costs", category=category, element="Work", cost=cost, disposition_id=way["id"])
    await make.part(record, "costs", category="prevention", element="Talk", cost={"amount": "1", "currency": "EUR"})
    found = (await asked("/costs"))["items"]
    assert found[0] == {
        "currency": "EUR", "prevention": "1.0000", "appraisal": "20.0000", "internal_failure": "100.5000",
        "external_failure": "0.0000", "poor_quality": "100.5000", "total": "121.5000", "entries": 3,
        "dispositions": [{"kind": None, "amount": "1.0000"}, {"kind": "scrap", "amount": "120.5000"}],
    }  # fmt: skip
    assert [one["currency"] for one in found] == ["EUR", "USD"]
    shares = (await asked(keys=["copq_share", "coq_ratio"]))["items"]
    assert [(one["key"], one["unit"], one["numerator"], one["denominator"]) for one in shares] == [
        ("copq_share", "EUR", 100.5, 121.5), ("copq_share", "USD", 7, 7),
        ("coq_ratio", "EUR", 21, 100.5), ("coq_ratio", "USD", 0, 7),
    ]  # fmt: skip
    (heaviest,) = (await asked("/pareto", weight="cost", unit="EUR"))["items"]
    assert heaviest["value"] == 121.5


async def test_ageing_by_stage_is_what_the_list_finds(asked, client, make, sql):
    for days in (0, 7, 8, 30, 31, 90, 91, 400):
        await back(sql, await make.opened(), days, "opened_at", "created_at")
    await make.at("contained")
    found = await asked("/ageing")
    assert [stage["stage"] for stage in found["stages"]] == ["open", "contained"]
    opened = found["stages"][0]
    assert (opened["open"], opened["median_days"], opened["p90_days"], opened["max_days"]) == (8, 30, 400, 400)
    for bucket, count in found["all"]["ages"].items():
        query = {"age": bucket, "include_total": True}
        listed = (await client(make.person(), *EVERYTHING).get("/v1/nonconformances", params=query)).json()
        assert listed["total"] == count, bucket


async def test_flow_adds_up_to_what_is_open(asked, make, sql):
    today = datetime.now(UTC).date()
    old, closed = await make.opened(), await make.at("closed")
    await back(sql, old, 40, "opened_at", "created_at")
    await back(sql, closed, 3, "opened_at")
    await make.moved(await make.opened(), "cancel", "No")
    await make.opened()
    since, before = (str(today + timedelta(days=days)) for days in (-4, 1))
    items = (await asked("/flow", step="day", since=since, before=before))["items"]
    assert [tuple(one[name] for name in ("opened", "closed", "cancelled", "open_at_end")) for one in items] == [
        (0, 0, 0, 1), (1, 0, 0, 2), (0, 0, 0, 2), (0, 0, 0, 2), (2, 1, 1, 2),
    ]  # fmt: skip
    months = (await asked("/flow", since=since, before=before))["items"]
    assert (sum(one["opened"] for one in months), months[-1]["open_at_end"]) == (3, 2)
    assert months[0]["starts_on"] == since


@pytest.mark.parametrize(
    ("path", "code", "pointer"),
    [
        ("?since=2026-02-01&before=2026-02-01", "period_reversed", "/before"),
        ("/pareto?weight=cost", "unit_unclear", "/unit"),
        ("/pareto?unit=EUR", "unit_unclear", "/unit"),
        ("/flow?step=day&since=2020-01-01", "too_many_steps", None),
    ],
)
async def test_what_can_not_be_counted_is_refused(client, make, path, code, pointer):
    answer = await client(make.person(), *EVERYTHING).get(f"/v1/metrics{path}")
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert next((error["pointer"] for error in answer.json()["errors"]), None) == pointer


async def test_on_time_goes_by_the_original_date_and_moved_ones_are_told_apart(asked, make, sql, case):  # noqa: F811
    await case.to("planned")
    now = datetime.now(UTC).date()
    await sql.execute(
        "UPDATE quality.capas SET status = 'closed', original_due_on = $2, due_on = $3, closed_at = now()"
        " WHERE id = $1",
        case.capa.id, now - timedelta(days=5), now + timedelta(days=5),
    )  # fmt: skip
    keys = ["capa_on_time_closure", "capa_on_time_extended", "capa_extension_rate"]
    period = {"since": str(now - timedelta(days=30)), "before": str(now + timedelta(days=30))}
    manager = case.people["manager"]
    items = (await asked(who=manager, keys=keys, **period))["items"]
    assert [(one["numerator"], one["denominator"]) for one in items] == [(0, 1), (1, 1), (1, 1)]
    outsider = ("summary:read", "capas:read")
    hidden = (await asked(keys=keys, scopes=outsider, **period))["items"]
    assert [one["percent"] for one in hidden] == [None, None, None]


async def test_effectiveness_is_that_of_the_first_check(asked, sql, case):  # noqa: F811
    await case.to("effectiveness_pending")
    plan = await sql.fetchval("SELECT id FROM quality.effectiveness_plans WHERE capa_id = $1", case.capa.id)
    insert = """
        INSERT INTO quality.effectiveness_results (org_id, id, capa_id, plan_id, iteration, window_from, window_to, n,
            baseline_n, verdict, shortfalls, version)
        VALUES ($1, gen_random_uuid(), $2, $3, $4, now() - interval '60 days', now() - $5 * interval '1 day', 30, 30,
            $6, '{}', 1)
    """
    for iteration, days, verdict in ((1, 9, "inconclusive"), (1, 3, "effective"), (2, 1, "ineffective")):
        await sql.execute(insert, case.make.org, case.capa.id, plan, iteration, days, verdict)
    keys = ["capa_effectiveness_rate", "capa_inconclusive_rate"]
    items = (await asked(who=case.people["manager"], keys=keys))["items"]
    assert [(one["numerator"], one["denominator"], one["n"]) for one in items] == [(0, 0, 1), (1, 1, 1)]
