"""A work, its limit, and what a round of either came to."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import repeat
from statistics import median, quantiles

Requests = Callable[[], Iterator[bytes]]


@dataclass(frozen=True)
class Sample:
    """Of one round: CPU seconds of the asked process and of PostgreSQL, latencies in seconds."""

    calls: int
    seconds: float
    app: float
    postgres: float
    latencies: list[float]
    bytes: int = 0


@dataclass(frozen=True)
class Http:
    """One side of a work that is a request: which process is asked for what, by how many at once."""

    process: str
    requests: Iterator[bytes]
    clients: int = 8

    @classmethod
    def same(cls, process: str, request: bytes, clients: int = 8) -> "Http":
        return cls(process, repeat(request), clients)


@dataclass(frozen=True)
class Direct:
    """One side of a work that is a call here, or SQL that is sent from here."""

    call: Callable[[], Awaitable[object]]


Side = Http | Direct


@dataclass(frozen=True)
class Goal:
    """`measure` names a number of the outcome; at least or at most `bound`."""

    measure: str
    bound: float
    at_least: bool = False

    def reached(self, value: float) -> bool:
        return value >= self.bound if self.at_least else value <= self.bound


def at_least(measure: str, bound: float) -> Goal:
    return Goal(measure, bound, at_least=True)


def at_most(measure: str, bound: float) -> Goal:
    return Goal(measure, bound)


@dataclass(frozen=True)
class Work:
    """`sizes` are the same work upon less data, from the least on; `ours` is upon all of it."""

    name: str
    against: str
    limit: Side
    ours: Side
    goals: tuple[Goal, ...] = ()
    sizes: tuple[Side, ...] = ()

    @property
    def asked(self) -> str | None:
        """The process that does it; None where it is done here."""
        return self.ours.process if isinstance(self.ours, Http) else None

    @property
    def sides(self) -> Mapping[str, Side]:
        return {"limit": self.limit, "ours": self.ours} | {f"size {n}": side for n, side in enumerate(self.sizes)}


@dataclass
class Outcome:
    """All rounds of a work; a ratio is of two sides of one round, and the median of those counts."""

    work: Work
    rounds: list[Mapping[str, Sample]] = field(default_factory=list)
    statements: int | None = None

    @property
    def kept(self) -> list[Mapping[str, Sample]]:
        """Without rounds in which the limit's own CPU was a fifth off: something else ran then."""
        usual = median(cpu(one["limit"]) for one in self.rounds)
        return [one for one in self.rounds if abs(cpu(one["limit"]) - usual) <= usual / 5] or self.rounds

    def each(self, side: str, of: Callable[[Sample], float]) -> float:
        return median(of(one[side]) for one in self.kept)

    def paired(self, of: Callable[[Sample], float], above: str = "ours", below: str = "limit") -> list[float]:
        return [of(one[above]) / of(one[below]) for one in self.kept]

    @property
    def numbers(self) -> dict[str, float]:
        tails = self.latencies("ours")
        found = {
            "limit": self.each("limit", _rate),
            "ours": self.each("ours", _rate),
            "ratio": median(self.paired(_rate)),
            "CPU ratio": median(self.paired(cpu, "limit", "ours")),
            "app": 1e6 * self.each("ours", _app),
            "app ×": median(self.paired(_app)) if _app(self.kept[0]["limit"]) else 0,
            "PostgreSQL": 1e6 * self.each("ours", _postgres),
            "p50": 1000 * median(tails),
            "p99": 1000 * _p99(tails),
            "added ms": 1000 * (median(tails) - median(self.latencies("limit"))),
            "p99/p50": _p99(tails) / median(tails),
            "bytes": self.kept[-1]["ours"].bytes,
        }
        if self.work.sizes:
            found["growth"] = median(self.paired(cpu, "ours", "size 0"))
        return found

    @property
    def spread(self) -> float:
        """How far the middle half of the ratios lies apart, as a share of the median."""
        ratios = self.paired(_rate)
        low, middle, high = quantiles(ratios, n=4) if len(ratios) > 1 else (ratios[0],) * 3
        return (high - low) / middle

    def latencies(self, side: str) -> list[float]:
        return [latency for one in self.kept for latency in one[side].latencies]


def _p99(latencies: list[float]) -> float:
    return sorted(latencies)[int(0.99 * len(latencies))]


def _rate(sample: Sample) -> float:
    return sample.calls / sample.seconds


def _app(sample: Sample) -> float:
    return sample.app / sample.calls


def _postgres(sample: Sample) -> float:
    return sample.postgres / sample.calls


def cpu(sample: Sample) -> float:
    return (sample.app + sample.postgres) / sample.calls
