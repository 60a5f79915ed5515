"""Settings of a system, read from environment variables named after the role that it plays."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from functools import lru_cache
from typing import Annotated, Self

import httpx
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from ..errors import ConfigurationError
from ..masking import Secret
from ..variables import Seconds

PRIVATE_SUFFIXES = (
    ".localhost",
    ".test",
    ".internal",
)  # names that never lead out: RFC 6761, RFC 9476 and ICANN


def is_confidential(url: httpx.URL) -> bool:
    """Return whether what is sent to ``url`` is encrypted or does not leave this machine."""
    return url.scheme == "https" or (url.scheme == "http" and _is_loopback(url.host))


def origin(url: httpx.URL) -> str:
    """Return scheme, host and port of ``url``, the port only where it is not the scheme's own."""
    return f"{url.scheme}://{url.netloc.decode('ascii')}"


@lru_cache(maxsize=64)
def with_base_path(url: str, base_path: str) -> str:
    """Return ``url`` with the vendor's ``base_path`` where it names a host only."""
    return url if httpx.URL(url).path.strip("/") else f"{url}{base_path}"


def _check_url(text: str) -> str:
    try:
        url = httpx.URL(text)
    except httpx.InvalidURL:
        raise ValueError("is no URL") from None
    if not url.host or url.userinfo or url.query or url.fragment:
        raise ValueError("is no address of a system: scheme and host, no credentials, no query")
    if not (is_confidential(url) or (url.scheme == "http" and _is_private(url.host))):
        raise ValueError("must be https, or lead to this machine or a private name")
    return text.rstrip("/")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _is_private(host: str) -> bool:
    return "." not in host or host.endswith(PRIVATE_SUFFIXES)


def _secret(value: object) -> object:
    return Secret(value) if isinstance(value, str) else value


def _names(value: object) -> object:
    return tuple(name.strip() for name in value.split(",")) if isinstance(value, str) else value


Url = Annotated[str, AfterValidator(_check_url)]
Word = Annotated[str, Field(min_length=1)]
Names = Annotated[tuple[Word, ...], BeforeValidator(_names)]
Hidden = Annotated[Secret, BeforeValidator(_secret)]


class Settings(BaseModel):
    """Base of the settings: frozen, unknown names refused, values kept out of error messages.

    Args:
        connect_timeout_seconds: how long a connection may take to be made.
        read_timeout_seconds: the longest silence of the system.
        clock_skew_seconds: how far the system's clock may be ahead of ours.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, arbitrary_types_allowed=True)

    connect_timeout_seconds: Seconds = 5.0
    read_timeout_seconds: Seconds = 15.0
    clock_skew_seconds: Seconds = 300.0

    @property
    def timeout(self) -> httpx.Timeout:
        """The timeouts of one request."""
        return httpx.Timeout(self.read_timeout_seconds, connect=self.connect_timeout_seconds)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str], role: str) -> Self:
        """Read the variables ``<ROLE>_<FIELD>``; ``role`` ``helpdesk`` reads ``HELPDESK_URL`` into ``url``.

        Raises:
            ConfigurationError: naming the variable that is missing or wrong, never its value.
        """
        variables = {field: f"{role}_{field}".upper() for field in cls.model_fields}
        given = {field: environment[name] for field, name in variables.items() if environment.get(name)}
        try:
            return cls.model_validate(given)
        except ValidationError as error:
            first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        name = variables.get(str(first["loc"][0]), "") if first["loc"] else f"{role}_*".upper()
        raise ConfigurationError(f"{name}: {first['msg']}")
