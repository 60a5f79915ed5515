"""Reading what a system sent: strict models, and every mismatch a ``ContractError`` that names its place."""

from __future__ import annotations

from typing import NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from ..errors import ContractError


class Wire(BaseModel):
    """Base of all wire models: only what we read, types never coerced, additional fields ignored."""

    model_config = ConfigDict(frozen=True, strict=True, extra="ignore", hide_input_in_errors=True)


ModelT = TypeVar("ModelT", bound=BaseModel)


class Place(NamedTuple):
    """Where an answer or event comes from: ``operation`` in the vendor's own name."""

    system: str
    version: str
    operation: str

    def broken(self, message: str, field: str | None = None) -> ContractError:
        """Return the error for a contract broken here; ``message`` must hold no value from the payload."""
        return ContractError(message, system=self.system, version=self.version, operation=self.operation, field=field)


def read(model: type[ModelT], body: object, place: Place, *, within: str = "") -> ModelT:
    """Check ``body``, decoded JSON, against ``model``.

    Args:
        model: what is expected.
        body: decoded JSON.
        place: named in errors.
        within: path of ``body`` in the whole answer, when it is a part of one.

    Raises:
        ContractError: naming the path of the first field that does not fit.
    """
    try:
        return model.model_validate(body)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    path = ".".join([*filter(None, [within]), *(str(part) for part in first["loc"])])
    raise place.broken(first["msg"], path or None)
