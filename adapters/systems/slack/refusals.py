"""How Slack refuses: HTTP 200 with ``ok: false`` and a code; other statuses only for 429 and outages.

Source: the errors on the vendor's method pages. The list of codes is open.
"""

from __future__ import annotations

from collections.abc import Mapping

import httpx
from pydantic import JsonValue, ValidationError

from ...errors import (
    AuthenticationFailed,
    ConfigurationError,
    IntegrationError,
    OutcomeUnknown,
    QuotaExceeded,
    Rejected,
    SystemUnavailable,
)
from ...outbound.intent import intent_of, is_read_only
from ...outbound.retry_after import retry_after_seconds
from ..calls import json_of, json_of_refusal, refuse_by_status
from ..wire import Place
from .wire import Envelope, Refusal

OK = b'{"ok":true,'
"""How an answer begins that is no refusal: as a rule, so that it need not be read to be judged."""
THROTTLED = frozenset({"ratelimited", "rate_limited"})
IN_DOUBT = frozenset({"fatal_error", "internal_error", "service_unavailable"})
"""After these, "some aspect of the operation" may have succeeded; the last one is taken to be such a one."""
NOTHING_DONE = frozenset({"request_timeout", "team_added_to_org"})
"""The request arrived cut off, or the workspace is being moved: try again later."""

_KINDS: Mapping[type[IntegrationError], tuple[str, ...]] = {
    AuthenticationFailed: (
        "not_authed",
        "invalid_auth",
        "account_inactive",
        "token_revoked",
        "token_expired",
    ),
    ConfigurationError: (
        "missing_scope",
        "not_allowed_token_type",
        "no_permission",
        "org_login_required",
        "ekm_access_denied",
        "access_denied",
        "two_factor_setup_required",
        "channel_not_found",
        "not_in_channel",
        "is_archived",
        "restricted_action",
    ),
    Rejected: (
        "invalid_arguments",
        "invalid_arg_name",
        "invalid_array_arg",
        "invalid_charset",
        "invalid_form_data",
        "invalid_post_type",
        "missing_post_type",
        "invalid_json",
        "json_not_object",
        "invalid_cursor",
        "invalid_limit",
        "limit_required",
        "msg_too_long",
        "no_text",
        "too_many_attachments",
        "invalid_blocks",
        "invalid_blocks_format",
        "invalid_metadata_format",
        "metadata_too_large",
        "thread_not_found",
    ),
}
ERRORS: Mapping[str, type[IntegrationError]] = {code: kind for kind, codes in _KINDS.items() for code in codes}
"""What the vendor's codes mean; unknown ones, and those of methods that are no more, break the contract."""


def refuse(response: httpx.Response, place: Place, now: float) -> None:
    """Raise the error for an answer that is not ``ok``.

    Raises:
        ContractError: no envelope, or a code that nobody knows.
        IntegrationError: any other refusal, by its code or status.
    """
    if is_ok(response):
        return
    if not response.is_success:
        refuse_by_status(response, place, now, error_code(json_of_refusal(response, place)) or "")
    body = json_of(response, place)
    code = error_code(body)
    if code is not None:
        raise _error(code, response, place, now)
    _check_envelope(body, place)


def is_ok(response: httpx.Response) -> bool:
    """Return whether an answer begins as those do that are no refusals; another may be none all the same."""
    return response.is_success and response.content.startswith(OK)


def error_code(body: JsonValue) -> str | None:
    """Return the code of a refusal, ``None`` when ``body`` is none."""
    try:
        return Refusal.model_validate(body).error
    except ValidationError:
        return None


def _error(code: str, response: httpx.Response, place: Place, now: float) -> IntegrationError:
    message = f"{place.operation}: {code}"
    if code in THROTTLED:
        seconds = retry_after_seconds(response.headers, now)
        return QuotaExceeded(message, system=place.system, retry_after_seconds=seconds)
    if code in IN_DOUBT and not is_read_only(response.request, intent_of(response.request)):
        return OutcomeUnknown(message, system=place.system)
    if code in IN_DOUBT or code in NOTHING_DONE:
        return SystemUnavailable(message, system=place.system)
    kind = ERRORS.get(code)
    return (
        place.broken(f"the code {code} is not known", "error") if kind is None else kind(message, system=place.system)
    )


def _check_envelope(body: JsonValue, place: Place) -> None:
    try:
        if Envelope.model_validate(body).ok:
            return
    except ValidationError:
        raise place.broken("is missing, or no truth value", "ok") from None
    raise place.broken("is missing, or no code", "error")
