"""The connections of a service, closed together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .connection import Connection
from .spoke import Spoke


@dataclass(frozen=True, slots=True)
class Connected:
    """What a service is connected to; a service's own kind adds the ports.

    Args:
        connections: by role, or by what each is for where one role has several.
    """

    connections: Mapping[str, Connection] = field(kw_only=True)

    async def aclose(self) -> None:
        """Close all connections."""
        for connection in self.connections.values():
            await connection.aclose()


def by_role(*spokes: Spoke[Any]) -> Mapping[str, Connection]:
    """Return the connections of ``spokes`` by role, in the order given."""
    return {spoke.connection.role: spoke.connection for spoke in spokes}
