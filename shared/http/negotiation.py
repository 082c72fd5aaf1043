"""In which of its forms a caller wants an answer, as its `Accept` header says."""

from typing import Any

from fastapi import Depends, Request

from shared.problems import Problem

DECIMALS = 3


class NotAcceptable(Problem):
    """This answer has none of the forms that `Accept` names."""

    status = 406


def preferred(*offers: str) -> Any:
    """`Annotated[str, preferred("application/json", "image/png")]`: the media type wanted most, of equals the first."""

    def choose(request: Request) -> str:
        wanted = _wanted(request.headers.get("accept") or "*/*")
        best = max(offers, key=lambda offer: _weight(offer, wanted))
        if not _weight(best, wanted):
            raise NotAcceptable(f"Accept {' or '.join(offers)}.", offers=list(offers))
        return best

    return Depends(choose)


def _wanted(header: str) -> dict[str, float]:
    """Media ranges with their weights; one that can't be read weighs nothing."""
    wanted = {}
    for part in header.split(",")[:20]:
        kind, _, parameters = part.partition(";")
        weight = next((said[2:] for said in parameters.replace(" ", "").split(";") if said.startswith("q=")), "1")
        wanted[kind.strip().lower()] = float(weight) if _is_weight(weight) else 0.0
    return wanted


def _is_weight(said: str) -> bool:
    whole, _, decimals = said.partition(".")
    return whole in {"0", "1"} and len(decimals) <= DECIMALS and (not decimals or decimals.isdecimal())


def _weight(offer: str, wanted: dict[str, float]) -> float:
    """Of the range that names it most closely."""
    ranges = offer, f"{offer.partition('/')[0]}/*", "*/*"
    return next((wanted[named] for named in ranges if named in wanted), 0.0)
