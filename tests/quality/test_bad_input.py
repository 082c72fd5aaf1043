"""Whatever is sent, the answer is a clear refusal, and nobody's list is the worse for it."""

import pytest

from tests.contracts.refusals import lists_of, refuses_all_bad_bodies, refuses_all_bad_queries, still_answers
from tests.quality.conftest import EVERYTHING


@pytest.fixture
async def ids(make):
    process = await make.process()
    return await measured(make, process) | await reported(make, process)


async def measured(make, process):
    characteristic = await make.characteristic(process)
    chart = await make.default_chart(characteristic)
    limits = await make.limits(chart, "2020-01-01T00:00:00Z", center=74, sigma=0.01, source="Pilot")
    [measurement] = await make.subgroups(characteristic, [[75.0, 75.1]])
    [signal] = [one for one in await make.signals() if one["statistic"] == "mean"]
    gage = await make.gage()
    deviation = await make.deviation(gage)
    calibration = await make.calibration(gage, "2026-01-05T08:00:00Z", "passed")
    state = await make.sampling_state(process_id=str(process.id))
    [lot] = await make.lots(state, 0)
    owner = make.person()
    capa = await make.capa(owner, process_id=str(process.id), due_on="2030-01-01", owner_id=str(owner.id))
    body = {"capa_id": str(capa.id)}
    action = {"kind": "corrective", "text": "Grind", "owner_id": str(owner.id), "due_on": "2030-01-01"}
    cause, due = {"level": "escape", "text": "Not measured"}, {"due_on": "2031-01-01", "reason": "Parts come late"}
    plan = {
        "metric": "mean", "characteristic_id": str(characteristic.id), "alpha": 0.05, "min_sample": 1,
        "baseline_from": "2020-01-01T00:00:00Z", "baseline_to": "2020-02-01T00:00:00Z",
        "verifier_id": str(make.person().id),
    }  # fmt: skip
    return {
        "sampling_state_id": str(state.id),
        "inspected_lot_id": str(lot.id),
        "capa_id": str(capa.id),
        "capa_action_id": str((await make.post("/v1/capa-actions", body | action, by=owner)).id),
        "root_cause_id": str((await make.post("/v1/root-causes", body | cause, by=owner)).id),
        "due_change_id": str((await make.post("/v1/capa-due-changes", body | due, by=owner)).id),
        "plan_id": str((await make.post("/v1/effectiveness-plans", body | plan, by=owner)).id),
        "gage_id": str(gage.id),
        "measurement_id": measurement,
        "chart_id": chart,
        "limit_set_id": str(limits.id),
        "signal_id": signal["id"],
        "calibration_id": str(calibration.id),
        "deviation_id": str(deviation.id),
        "process_id": str(process.id),
        "characteristic_id": str(characteristic.id),
        "specification_id": characteristic.body["specification"]["id"],
    }


async def reported(make, process):
    record = await make.at("under_review", process_id=str(process.id))
    await make.part(record, "containments", text="Sorted out")
    parts = (await make.part(record, "dispositions", kind="scrap")).body
    tie = {
        "subject_kind": "nonconformance", "subject_id": str(record.id), "relation": "concerns",
        "object_kind": "process", "object_id": str(process.id),
    }  # fmt: skip
    holidays = {"deputy_id": str(make.person().id), "valid_to": "2099-01-01", "reason": "Holidays"}
    return {
        "nonconformance_id": str(record.id),
        "containment_id": parts["containments"][0]["id"],
        "disposition_id": parts["dispositions"][0]["id"],
        "link_id": str((await make.post("/v1/links", tie)).id),
        "deputy_id": str((await make.post("/v1/deputies", holidays)).id),
        "supplier_id": str((await make.supplier()).id),
        "comment_id": "00000000-0000-7000-8000-000000000000",
        "attachment_id": "00000000-0000-7000-8000-000000000000",
    }


async def test_every_bad_body_is_refused_and_every_list_still_answers(app, client, make, ids):
    everything = client(make.person(), *EVERYTHING)
    assert await refuses_all_bad_bodies(everything, app.openapi(), ids) > 300
    await still_answers(everything, lists_of(app.openapi(), ids))


async def test_every_bad_query_is_refused(app, client, make, ids):
    everything = client(make.person(), *EVERYTHING)
    assert len(lists_of(app.openapi(), ids)) == 27
    await refuses_all_bad_queries(everything, lists_of(app.openapi(), ids))
