"""Query parameters, read whole by their model: FastAPI looks at each field for each request, at ten times the cost."""

from collections.abc import Callable, Coroutine
from dataclasses import replace
from types import UnionType
from typing import Any, Union, get_args, get_origin

from fastapi import Request
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError

LISTS = (list, set, frozenset, tuple)


def lean(dependant: Dependant) -> Dependant:
    """What FastAPI solves for each request; the document is still made from all that was there."""
    models = {field.name: kind for field in dependant.query_params if (kind := _model_of(field.field_info.annotation))}
    asked = [Dependant(call=_asked(kind), name=name, request_param_name="request") for name, kind in models.items()]
    others = [field for field in dependant.query_params if field.name not in models]
    return replace(dependant, query_params=others, dependencies=[*asked, *dependant.dependencies])


def _model_of(annotation: Any) -> type[BaseModel] | None:
    return annotation if isinstance(annotation, type) and issubclass(annotation, BaseModel) else None


def _asked(model: type[BaseModel]) -> Callable[[Request], Coroutine[Any, Any, BaseModel]]:
    many = {field.alias or name for name, field in model.model_fields.items() if _is_list(field.annotation)}

    async def asked(request: Request) -> BaseModel:
        given = request.query_params
        try:
            return model.model_validate({name: given.getlist(name) if name in many else given[name] for name in given})
        except ValidationError as error:
            refused = error.errors(include_url=False)
            raise RequestValidationError([one | {"loc": ("query", *one["loc"])} for one in refused]) from None

    return asked


def _is_list(annotation: Any) -> bool:
    if get_origin(annotation) in (Union, UnionType):
        return any(map(_is_list, get_args(annotation)))
    return (get_origin(annotation) or annotation) in LISTS
