"""What the signals of a chart must be: everything that is stored, drawn at once from scratch."""

from dataclasses import dataclass, replace
from typing import Any

import httpx

from services.quality.spc.rules.analysis import analyze
from services.quality.spc.rules.kinds import ChartKind
from services.quality.spc.rules.limits import Limits, Options, Stage
from services.quality.spc.rules.observations import observations

Signals = set[tuple[str, str, str, tuple[str, ...]]]
"""Subgroup, statistic, rule, window."""


@dataclass(frozen=True)
class Recomputed:
    quality: httpx.AsyncClient
    characteristic_id: str
    chart_id: str
    context: dict[str, str] | None = None

    async def faults(self) -> list[str]:
        """Empty where the stored signals are those of a recomputation, each once."""
        stored = [self._key(one) for one in await self._all("/v1/signals", chart_id=self.chart_id, status=STANDING)]
        wanted = await self.signals()
        doubled = len(stored) - len(set(stored))
        found = [f"{doubled} doubled"] if doubled else []
        found += [f"missing {one[:3]}" for one in sorted(wanted - set(stored))]
        return found + [f"too much {one[:3]}" for one in sorted(set(stored) - wanted)]

    async def signals(self) -> Signals:
        chart = (await self.quality.get(f"/v1/charts/{self.chart_id}")).json()
        points = await self._all(f"/v1/characteristics/{self.characteristic_id}/measurements", sort="taken_at.asc")
        points = [one for one in points if (self.context or {}).items() <= (one["context"] or {}).items()]
        sets = [one for one in await self._all(f"/v1/charts/{self.chart_id}/limit-sets") if one["valid_from"]]
        sets.sort(key=lambda one: str(one["valid_from"]))
        points = [one for one in points if one["taken_at"] >= sets[0]["valid_from"]]
        return self._drawn(ChartKind(chart["kind"]), points, sets)

    def _drawn(self, kind: ChartKind, points: list[dict[str, Any]], sets: list[dict[str, Any]]) -> Signals:
        stages: list[Stage] = []
        for one in sets:
            before = sum(point["taken_at"] < one["valid_from"] for point in points)
            given = {name: one[name] for name in ("center", "sigma", "sigma_of_means", "sigma_z", "median")}
            if before < len(points):
                stages = [stage for stage in stages if stage.first != before + 1]
                stages.append(Stage(first=before + 1, limits=Limits(**given)))
        counted = points[0]["values"] is None
        rows = observations(
            [[point["count"]] if counted else point["values"] for point in points],
            [point["size"] or point["exposure"] for point in points] if counted else None,
        )
        drawn = analyze(kind, rows, replace(Options(), stages=tuple(stages)))
        ids = [point["id"] for point in points]
        return {
            (ids[point - 1], plot.statistic, signals.rule.name, tuple(ids[first - 1 : point]))
            for plot in drawn.charts
            for signals in plot.signals
            for point, first in zip(signals.points.tolist(), signals.firsts.tolist(), strict=True)
        }

    async def _all(self, path: str, **query: Any) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = []
        cursor = None
        while True:
            page = await self.quality.get(path, params=query | {"limit": 200} | ({"cursor": cursor} if cursor else {}))
            assert page.status_code == 200, page.text
            items += page.json()["items"]
            cursor = page.json()["next_cursor"]
            if cursor is None:
                return items

    def _key(self, one: dict[str, Any]) -> tuple[str, str, str, tuple[str, ...]]:
        return one["subgroup_id"], one["statistic"], one["rule"], tuple(one["window_ids"])


STANDING = ["open", "acknowledged", "explained", "closed"]
