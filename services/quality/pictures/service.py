from collections.abc import Callable, Mapping
from functools import cache
from types import ModuleType

import orjson

from services.quality.pictures.rules.layers import Spec
from shared.answers import File

VEGA_LITE, SVG, PNG = "application/vnd.vegalite.v5+json", "image/svg+xml", "image/png"
SHARPNESS = 2
"""Pixels of a PNG for each of the screen's."""


def drawn(spec: Spec, media_type: str, name: str) -> File:
    """A tenth of a second of work, which belongs into a thread."""
    draw, ending = FORMS[media_type]
    return File(draw(spec), media_type, f"{name}.{ending}", shown=True)


@cache
def _converter() -> ModuleType:
    import vl_convert  # noqa: PLC0415 # takes 80 MB, so only a process that draws has it

    return vl_convert


def _svg(spec: Spec) -> bytes:
    svg: str = _converter().vegalite_to_svg(spec, vl_version=VERSION)
    return svg.encode()


def _png(spec: Spec) -> bytes:
    png: bytes = _converter().vegalite_to_png(spec, vl_version=VERSION, scale=SHARPNESS)
    return png


VERSION = "v5.21"
FORMS: Mapping[str, tuple[Callable[[Spec], bytes], str]] = {
    VEGA_LITE: (orjson.dumps, "vl.json"),
    SVG: (_svg, "svg"),
    PNG: (_png, "png"),
}
PICTURES = (*FORMS,)
