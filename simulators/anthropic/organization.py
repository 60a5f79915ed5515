"""What an administrator reads: the organization, its rate limits, its workspaces."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from windtunnel.contract.profile import Quota
from windtunnel.simulator import Call, Operations, Record
from windtunnel.world.http import Response

from .bodies import read_body
from .context import answer, moment, system_of
from .paging import neighbour_page, token_page
from .refusals import Refused, not_found
from .violations import wrong

if TYPE_CHECKING:
    from .system import Anthropic

operations = Operations()
COLLECTION = "workspaces"
ORGANIZATION_NAME = "Windtunnel"
COLOUR = "#6C5BB9"
RESIDENCY = {
    "allowed_inference_geos": "unrestricted",
    "default_inference_geo": "global",
    "workspace_geo": "us",
}
GROUPS: Mapping[str, str] = {
    "Batches.create": "batch",
    "Files.upload": "files",
    "Messages.count_tokens": "token_count",
    "Messages.create": "model_group",
}
"""By the first operation that a quota covers: the kind of limit that it is shown as."""
GROUP_TYPES = ("batch", "files", "model_group", "skills", "token_count", "web_search")


@operations.bind("Organization.retrieve")
def retrieve_organization(call: Call) -> Response:
    """Return the organization."""
    identifier = system_of(call).credentials["organization"]
    return answer({"id": identifier, "type": "organization", "name": ORGANIZATION_NAME})


@operations.bind("RateLimits.list")
def list_rate_limits(call: Call) -> Response:
    """Return one page of limits, as they are enforced now."""
    system, model = system_of(call), call.arguments.get("model")
    wanted = call.arguments.get("group_type")
    if wanted is not None and wanted not in GROUP_TYPES:
        raise wrong("group_type", f"Input should be one of {', '.join(GROUP_TYPES)}")
    limits = [each for each in _rate_limits(system) if wanted in (None, each["group"]["type"])]
    if model is not None:
        name = system.catalogue.counted_as(model)
        limits = [each for each in limits if name in (each["models"] or ())]
    return answer(token_page(call, limits))


@operations.bind("Workspaces.create")
def create_workspace(call: Call) -> Response:
    """Make a workspace."""
    system, body = system_of(call), read_body(call)
    identifier = f"wrkspc_01{system.ids.alnum(22)}"
    record = _workspace(system, identifier, body["name"], call.now) | {
        "display_color": body.get("display_color") or COLOUR,
        "tags": body.get("tags") or {},
    }
    return answer(system.store[COLLECTION].put(identifier, record))


@operations.bind("Workspaces.list")
def list_workspaces(call: Call) -> Response:
    """Return one page of workspaces, newest first, archived ones only when they are asked for."""
    archived = call.arguments.get("include_archived", "false").lower() == "true"
    records = reversed(list(call.system.store[COLLECTION]))
    return answer(neighbour_page(call, [each for each in records if archived or each["archived_at"] is None]))


@operations.bind("Workspaces.retrieve")
def retrieve_workspace(call: Call) -> Response:
    """Return a workspace."""
    return answer(_stored(call))


@operations.bind("Workspaces.update")
def update_workspace(call: Call) -> Response:
    """Rename a workspace, or give it another colour or other tags; a tag that is null is removed."""
    record, body = _changeable(call), read_body(call)
    changes: dict[str, Any] = {name: body[name] for name in body if name != "tags"}
    if body.get("tags") is not None:
        tags = {**record["tags"], **body["tags"]}
        changes["tags"] = {name: value for name, value in tags.items() if value is not None}
    return answer(call.system.store[COLLECTION].update(record["id"], changes))


@operations.bind("Workspaces.archive")
def archive_workspace(call: Call) -> Response:
    """Archive a workspace for good."""
    identifier = _changeable(call)["id"]
    return answer(call.system.store[COLLECTION].update(identifier, {"archived_at": moment(call.now)}))


def seed(system: Anthropic) -> None:
    """Put in the workspace that the API key belongs to."""
    identifier = system.credentials["workspace"]
    system.store[COLLECTION].put(identifier, _workspace(system, identifier, "Default", system.clock.now()))


def _workspace(system: Anthropic, identifier: str, name: str, now: float) -> dict[str, Any]:
    return {
        "id": identifier,
        "type": "workspace",
        "name": name,
        "compartment_id": f"cmprt_01{system.ids.alnum(22)}",
        "created_at": moment(now),
        "archived_at": None,
        "data_residency": RESIDENCY,
        "display_color": COLOUR,
        "tags": {},
    }


def _stored(call: Call) -> Record:
    identifier = call.parameters["workspace_id"]
    record = call.system.store[COLLECTION].get(identifier)
    if record is None:
        raise not_found(f"Workspace not found: {identifier}")
    return record


def _changeable(call: Call) -> Record:
    record = _stored(call)
    if record["archived_at"] is not None:
        raise Refused("Archived workspaces cannot be changed.")
    return record


def _rate_limits(system: Anthropic) -> list[dict[str, Any]]:
    """Return the limits in force: one entry a model, and one for each other kind."""
    by_kind: dict[str, list[Quota]] = {}
    for quota in system.profile.quotas:
        by_kind.setdefault(GROUPS[quota.operations[0]], []).append(quota)
    found = []
    for kind, quotas in by_kind.items():
        names = [model.name for model in system.catalogue.all()] if kind == "model_group" else [kind]
        found += [_rate_limit(system, kind, name, quotas) for name in names]
    return found


def _rate_limit(system: Anthropic, kind: str, name: str, quotas: list[Quota]) -> dict[str, Any]:
    model = system.catalogue.find(name) if kind == "model_group" else None
    title = {"display_name": model.title} if model is not None else {}
    values = [
        {"type": f"{quota.unit}s_per_minute" if title == {} else quota.name, "value": _limit(system, quota)}
        for quota in quotas
    ]
    return {
        "id": f"rl_{name}",
        "type": "rate_limit",
        "group": {"id": name, "type": kind, **title},
        "limits": values,
        "models": [name] if model is not None else None,
    }


def _limit(system: Anthropic, quota: Quota) -> int:
    """Return what a quota allows with the scale of the run."""
    return int(system.meters.meter(quota.name).limit)
