"""Bodies of the control API: what Toxiproxy takes, and what this server takes besides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from .body import checked, fields
from .dice import Scope
from .errors import BadBodyError, InvalidStreamError, InvalidToxicTypeError, MissingFieldError
from .stage import Attributes
from .toxic import Direction, Toxic
from .toxics import TOXIC_TYPES

YEAR_SECONDS = 366 * 86400.0
TtlSeconds = Annotated[float, Field(gt=0, le=YEAR_SECONDS)]
FLOAT32_MAX = 3.4028234e38
Toxicity = Annotated[float, Field(ge=-FLOAT32_MAX, le=FLOAT32_MAX, allow_inf_nan=False)]


class Body(BaseModel):
    """JSON types are taken literally and unknown fields are ignored."""

    model_config = ConfigDict(strict=True, extra="ignore")


class ProxyBody(Body):
    """A proxy to be made, or what is to be changed about one."""

    name: str = ""
    listen: str = ""
    upstream: str = ""
    enabled: bool = True
    ttl_seconds: TtlSeconds | None = None
    toxics: list[Any] = Field(default_factory=list)


class ToxicBody(Body):
    """A toxic to be made; ``attributes`` depends on the type."""

    name: str = ""
    type: str = ""
    stream: str = Direction.DOWNSTREAM.value
    toxicity: Toxicity = 1.0
    toxicity_per: str = Scope.CONNECTION.value
    ttl_seconds: TtlSeconds | None = None
    attributes: dict[str, Any] = Field(default_factory=dict)


class ToxicChange(Body):
    """What may be changed about a toxic; name, type and stream are ignored."""

    toxicity: Toxicity = 1.0
    toxicity_per: str = Scope.CONNECTION.value
    ttl_seconds: TtlSeconds | None = None
    attributes: dict[str, Any] = Field(default_factory=dict)


def read_proxy(value: Any, at: str = "") -> ProxyBody:
    """Return a proxy to be made.

    Args:
        value: decoded JSON.
        at: where it stands, for messages (`` at proxy 2``).

    Raises:
        BadBodyError: a field is of the wrong kind.
        MissingFieldError: name or upstream is absent.
    """
    body = checked(ProxyBody, fields(value, "a proxy"))
    for field in ("name", "upstream"):
        if not getattr(body, field):
            raise MissingFieldError(f"{field}{at}")
    return body


def read_proxy_change(value: Any) -> ProxyBody:
    """Return what is to be changed about a proxy; ``model_fields_set`` tells what was given.

    Raises:
        BadBodyError: a field is of the wrong kind.
    """
    return checked(ProxyBody, {key: field for key, field in fields(value, "a proxy").items() if key != "toxics"})


def read_proxies(value: Any) -> list[ProxyBody]:
    """Return the proxies to be populated with.

    Raises:
        BadBodyError: it is not an array of proxies.
        MissingFieldError: a name or upstream is absent.
    """
    if value is None:
        return []
    if not isinstance(value, list):
        raise BadBodyError("an array of proxies is expected")
    return [read_proxy(entry, f" at proxy {number}") for number, entry in enumerate(value, 1)]


def read_toxic(value: Any) -> Toxic:
    """Return a toxic to be made.

    Raises:
        BadBodyError: a field or an attribute is of the wrong kind, or makes no sense.
        InvalidStreamError: it is neither upstream nor downstream.
        InvalidToxicTypeError: no toxic is called that.
    """
    body = checked(ToxicBody, fields(value, "a toxic"))
    if body.stream.lower() not in {direction.value for direction in Direction}:
        raise InvalidStreamError
    if body.type not in TOXIC_TYPES:
        raise InvalidToxicTypeError
    return Toxic(
        name=body.name or f"{body.type}_{body.stream}",
        type=body.type,
        stream=body.stream,
        toxicity=body.toxicity,
        attributes=_attributes(body.type, fields(body.attributes, "attributes")),
        scope=_scope(body.toxicity_per),
        ttl_seconds=body.ttl_seconds,
    )


def read_toxics(values: list[Any]) -> list[Toxic]:
    """Return the toxics of one proxy.

    Raises:
        ControlError: as ``read_toxic``.
        BadBodyError: two have the same name.
    """
    toxics = [read_toxic(value) for value in values]
    names = [toxic.name for toxic in toxics]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise BadBodyError(f"two toxics are called {twice}")
    return toxics


def apply_change(toxic: Toxic, value: Any) -> None:
    """Change a toxic; what is not given stays. Nothing changes when anything is wrong.

    Raises:
        BadBodyError: a field or an attribute is of the wrong kind, or makes no sense.
    """
    change = checked(ToxicChange, fields(value, "a toxic"))
    merged = {**toxic.attributes.model_dump(), **fields(change.attributes, "attributes")}
    attributes = _attributes(toxic.type, merged)
    scope = _scope(change.toxicity_per)
    given = change.model_fields_set
    toxic.attributes = attributes
    if "toxicity" in given:
        toxic.toxicity = change.toxicity
    if "toxicity_per" in given:
        toxic.scope = scope
    if "ttl_seconds" in given:
        toxic.ttl_seconds = change.ttl_seconds


def _attributes(type_name: str, values: Mapping[str, Any]) -> Attributes:
    return checked(TOXIC_TYPES[type_name].attributes, dict(values), f"attributes of {type_name}: ")


def _scope(text: str) -> Scope:
    try:
        return Scope(text)
    except ValueError:
        raise BadBodyError(f"toxicity_per: {text!r} is neither connection nor request") from None
