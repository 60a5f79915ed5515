"""Parts of the vendor's API that this simulator does not have: told apart from paths that nobody has."""

from __future__ import annotations

from windtunnel.simulator import NotBuilt
from windtunnel.world.http import Request

FAMILIES = (
    "agents",
    "complete",
    "deployment_runs",
    "deployments",
    "dreams",
    "environments",
    "memory_stores",
    "organizations",
    "sessions",
    "skills",
    "tunnels",
    "user_profiles",
    "vaults",
)
"""The first part of a path, after the version."""


def check_elsewhere(request: Request) -> None:
    """Refuse a path that the vendor serves and this simulator does not.

    Raises:
        NotBuilt: names the path.
    """
    parts = request.decoded_path.strip("/").split("/")
    if len(parts) > 1 and parts[0] == "v1" and parts[1] in FAMILIES:
        raise NotBuilt(f"{request.method} {request.decoded_path} is not simulated")
