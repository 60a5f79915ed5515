"""API versions: which there are, which are gone, and what each offers."""

from __future__ import annotations

import re

from windtunnel.simulator import Call, Operations
from windtunnel.world.http import Response

from .answers import answer
from .errors import bare_refusal, not_found
from .org import Org, org_of

operations = Operations()
OLDEST_SUPPORTED = 31.0
FIRST_VERSION = 7.0
SEASONS = ("Winter", "Spring", "Summer")
_VERSION = re.compile(r"v(\d{1,3})\.0", re.ASCII)
RESOURCES = (
    "sobjects",
    "query",
    "queryAll",
    "search",
    "parameterizedSearch",
    "limits",
    "composite",
    "jobs",
    "recent",
    "tooling",
)


def check_version(org: Org, version: str) -> None:
    """Check the version of a path.

    Raises:
        Refused: 410 for a retired version, 404 for one that never was.
    """
    if version[1:] in org.system.profile.api_version.supported and version[0] == "v":
        return
    if is_retired(version):
        raise bare_refusal("GONE", "The requested resource is no longer available", 410)
    raise not_found()


def is_retired(version: str) -> bool:
    """Tell whether ``v20.0`` and the like was an API version once."""
    found = _VERSION.fullmatch(version)
    return found is not None and FIRST_VERSION <= float(found[1]) < OLDEST_SUPPORTED


def label(version: float) -> str:
    """Return the season of a version: three a year, 68.0 is Winter '27."""
    years, season = divmod(int(version) - 68, 3)
    return f"{SEASONS[season]} '{(27 + years) % 100:02d}"


@operations.bind("ListVersions")
def list_versions(call: Call) -> Response:
    """Tell all versions that answer, oldest first."""
    versions = org_of(call).system.profile.api_version.supported
    listed = [
        {"label": label(float(version)), "url": f"/services/data/v{version}", "version": version}
        for version in versions
    ]
    return answer(call, listed)


@operations.bind("ListResources")
def list_resources(call: Call) -> Response:
    """Tell the resources of a version."""
    org, base = org_of(call), f"/services/data/{call.parameters['version']}"
    return answer(call, {name: f"{base}/{name}" for name in RESOURCES} | {"identity": identity_url(call, org)})


def identity_url(call: Call, org: Org) -> str:
    """Return the address that tells who the caller is."""
    return call.link(f"/id/{org.id}/{call.caller.id or org.user_id}")


@operations.bind("ListCompositeResources")
def list_composite_resources(call: Call) -> Response:
    """Tell the composite resources of a version."""
    base = f"/services/data/{call.parameters['version']}/composite"
    return answer(call, {name: f"{base}/{name}" for name in ("tree", "batch", "sobjects", "graph")})
