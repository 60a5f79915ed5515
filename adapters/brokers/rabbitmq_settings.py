"""How to reach RabbitMQ."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from ..masking import Secret
from ..variables import Seconds

Word = Annotated[str, Field(min_length=1)]


class RabbitSettings(BaseModel):
    """Settings of RabbitMQ 3.10 and later.

    Args:
        host, port: where it listens.
        virtual_host: the virtual host.
        user, password: credentials.
        tls: whether the connection is encrypted.
        namespace: begins the name of every queue and exchange, so that deployments can share a virtual host.
        timeout_seconds: how long to wait for an answer of the server.
        reconnect_seconds: pause between two attempts to connect again.
        heartbeat_seconds: silence after which a connection counts as lost.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, arbitrary_types_allowed=True)

    host: Word
    port: Annotated[int, Field(ge=1, le=65_535)] = 5672
    virtual_host: Word = "/"
    user: Word = "guest"
    password: Secret
    tls: bool = False
    namespace: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,31}$")] = "integration"
    timeout_seconds: Seconds = 5.0
    reconnect_seconds: Seconds = 1.0
    heartbeat_seconds: Annotated[int, Field(ge=1)] = 15
