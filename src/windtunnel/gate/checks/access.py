"""Signing in at a simulator: which headers its calls need."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator, Iterator, Mapping

import httpx

from windtunnel.contract.document import Contract, Operation
from windtunnel.contract.profile import AuthenticationFlow
from windtunnel.contract.security import Kind
from windtunnel.kernel.errors import UsageError

from ..configuration import FILE
from .context import Context

FORM = "application/x-www-form-urlencoded"
REFUSED = frozenset({401, 403})
SECONDS_MAX = 5.0
Headers = dict[str, str]


async def simulator_headers(context: Context, url: str, credentials: Mapping[str, str]) -> list[Headers]:
    """Return the headers that a simulator lets in, the best first; nothing when nobody could be let in.

    There may be several, since one key may open what another does not (an administrator's, for one). Where none is
    enough by itself, all are sent at once.

    Args:
        context: the system.
        url: where its simulator is served.
        credentials: of the simulated account.

    Raises:
        UsageError: the configuration names a credential or a function that does not exist.
    """
    if context.table.sign_in is not None:
        return [await asyncio.to_thread(_signed_in, context, context.table.sign_in, url, credentials)]
    if context.table.headers:
        return [_filled(context, credentials)]
    return await _found(context.contract, url, credentials)


def _signed_in(context: Context, reference: str, url: str, credentials: Mapping[str, str]) -> Headers:
    """Call the project's function, in a thread: it will call the simulator, which this loop serves."""
    sign_in = context.project.object(reference)
    try:
        return {str(name): str(value) for name, value in dict(sign_in(url, credentials)).items()}
    except Exception as error:  # whatever the project's code raises, it is the user's to mend
        message = f"{reference} raised {type(error).__name__}: {error}"
        raise UsageError(message, file=FILE, place=f"{context.at}.sign_in") from error


def _filled(context: Context, credentials: Mapping[str, str]) -> Headers:
    try:
        return {name: text.format_map(credentials) for name, text in context.table.headers.items()}
    except (KeyError, ValueError, IndexError) as error:
        known = ", ".join(credentials)
        message = f"no credential {error} in the simulated account; known: {known}"
        raise UsageError(message, file=FILE, place=f"{context.at}.headers") from error


async def _found(contract: Contract, url: str, credentials: Mapping[str, str]) -> list[Headers]:
    guarded = next(_guarded(contract), None)
    if guarded is None:
        return [{}]
    async with httpx.AsyncClient(base_url=url, trust_env=False, timeout=SECONDS_MAX) as client:
        candidates = [headers async for headers in _candidates(contract, client, credentials)]
        refused = [await _is_refused(client, guarded.path, each) for each in candidates]
        if not all(refused):
            return [each for _, each in sorted(zip(refused, candidates, strict=True), key=lambda pair: pair[0])]
        whole = {name: value for each in candidates for name, value in each.items()}
        return [] if await _is_refused(client, guarded.path, whole) else [whole]


async def _is_refused(client: httpx.AsyncClient, path: str, headers: Headers) -> bool:
    return (await client.get(path, headers=headers)).status_code in REFUSED


def _guarded(contract: Contract) -> Iterator[Operation]:
    """Operations that tell whether somebody is let in: they read, and need nothing but credentials."""
    for operation in contract.operations.values():
        if operation.method == "GET" and not operation.public and "{" not in operation.path:
            yield operation


async def _candidates(
    contract: Contract, client: httpx.AsyncClient, credentials: Mapping[str, str]
) -> AsyncIterator[Headers]:
    for flow in contract.profile.authentication:
        values = [credentials[name] for name in flow.credentials if name in credentials]
        if flow.kind == "api-key" and values:
            yield _key(contract, flow, values[0])
        elif flow.kind == "bearer" and values:
            yield _bearer(values[0])
        elif flow.kind == "basic" and len(values) > 1:
            yield {"Authorization": "Basic " + base64.b64encode(":".join(values[:2]).encode()).decode()}
        elif flow.kind == "oauth2-client-credentials":
            token = await _token(contract, client, flow, credentials)
            if token is not None:
                yield _bearer(token)


def _bearer(token: str) -> Headers:
    return {"Authorization": f"Bearer {token}"}


def _key(contract: Contract, flow: AuthenticationFlow, key: str) -> Headers:
    """Return how a key is sent: as the scheme of the flow's name has it, else as the first key in a header."""
    keys = [scheme for scheme in contract.security.values() if scheme.kind is Kind.API_KEY and scheme.where != "query"]
    keys.sort(key=lambda scheme: (scheme.name != flow.name, scheme.where != "header"))
    if keys and keys[0].where == "cookie":
        return {"Cookie": f"{keys[0].parameter}={key}"}
    return {keys[0].parameter if keys else "Authorization": key}


async def _token(
    contract: Contract, client: httpx.AsyncClient, flow: AuthenticationFlow, credentials: Mapping[str, str]
) -> str | None:
    form = {name: credentials[name] for name in flow.credentials if name in credentials}
    for path in dict.fromkeys(_token_paths(contract)):
        answer = await client.post(path, data={"grant_type": "client_credentials", **form})
        if answer.status_code == httpx.codes.OK and "json" in answer.headers.get("content-type", ""):
            token = answer.json().get("access_token")
            if isinstance(token, str):
                return token
    return None


def _token_paths(contract: Contract) -> Iterator[str]:
    for scheme in contract.security.values():
        yield from (path for path in scheme.flows.values() if path)
    for operation in contract.operations.values():
        schema = contract.resolve(operation.request_bodies.get(FORM) or {})
        if operation.method == "POST" and "grant_type" in (schema.get("properties") or {}):
            yield operation.path
