"""How to reach NATS."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from ..masking import Secret
from ..variables import Seconds

Word = Annotated[str, Field(min_length=1)]


class NatsSettings(BaseModel):
    """Settings of JetStream.

    Args:
        servers: ``nats://host:port`` or ``tls://host:port``, any server of the cluster first.
        namespace: begins the name of every stream and subject, so that deployments can share a server.
        user, password, token: credentials, where the server wants some.
        credentials_file: a user's ``.creds`` file instead.
        replicas: copies of every stream; 3 in a cluster.
        timeout_seconds: how long to wait for an answer of the server.
        reconnect_seconds: pause between two attempts to connect again.
        latency_seconds_max: the longest way of a message from the server to here. The server's lease is so much
            longer than ours, so that ours has lapsed when the message goes to somebody else.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, arbitrary_types_allowed=True)

    servers: Annotated[tuple[Annotated[str, Field(pattern=r"^(nats|tls)://[^@\s]+$")], ...], Field(min_length=1)]
    namespace: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,31}$")] = "integration"
    user: Word | None = None
    password: Secret | None = None
    token: Secret | None = None
    credentials_file: Word | None = None
    replicas: Annotated[int, Field(ge=1, le=5)] = 1
    timeout_seconds: Seconds = 5.0
    reconnect_seconds: Seconds = 1.0
    latency_seconds_max: Seconds = 0.25

    def options(self) -> dict[str, object]:
        """Return the credentials as ``nats.connect`` takes them."""
        given = {
            "user": self.user,
            "password": None if self.password is None else self.password.reveal(),
            "token": None if self.token is None else self.token.reveal(),
            "user_credentials": self.credentials_file,
        }
        return {name: value for name, value in given.items() if value is not None}
