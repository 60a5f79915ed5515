"""What scopes and roles allow."""

from __future__ import annotations

from functools import lru_cache

from windtunnel.simulator import Call, Caller, NotPermitted

from ..account import Actor

READING = frozenset({"GET", "HEAD"})
OPEN_TO_END_USERS = frozenset(
    {
        "CreateRequest",
        "DeleteUpload",
        "DeleteAuthenticatedSession",
        "DownloadAttachment",
        "ListAvailablePublicLocales",
        "ListComments",
        "ListLocales",
        "ListRequests",
        "ListTicketFields",
        "ListTicketForms",
        "SearchRequests",
        "ShowAttachment",
        "ShowComment",
        "ShowCurrentLocale",
        "ShowCurrentUser",
        "ShowLocaleById",
        "ShowRequest",
        "ShowTicketForm",
        "ShowTicketfield",
        "UpdateRequest",
        "UploadFiles",
        "CreateTicketSatisfactionRating",
    }
)
"""Operations that end users may call; agents may call every one that is not for administrators."""

ADMINISTRATORS_READ = ("Incremental", "Webhook")
ADMINISTRATORS_WRITE = (
    "Automation",
    "Brand",
    "CustomRole",
    "CustomStatus",
    "Group",
    "OrganizationField",
    "SLAPolic",
    "SupportAddress",
    "TicketField",
    "TicketForm",
    "TicketImport",
    "TicketBulkImport",
    "Trigger",
    "UserField",
    "PermanentlyDelete",
)


def check_scopes(call: Call, caller: Caller) -> None:
    """Let a call pass whose token has a scope for it.

    Raises:
        NotPermitted: it has none, as is the case with a scope that the vendor does not know.
    """
    if caller.kind != "token" or call.operation is None:
        return
    wanted = "read" if call.request.method in READING else "write"
    resource = call.operation.path.removeprefix("/api/v2/").split("/")[0]
    if wanted not in caller.scopes and f"{resource}:{wanted}" not in caller.scopes:
        raise NotPermitted


def check_role(call: Call, actor: Actor) -> None:
    """Let a call pass that the user's role allows.

    Raises:
        NotPermitted: it does not.
    """
    if actor.role == "admin":
        return
    if actor.role == "end-user" and call.operation_id not in OPEN_TO_END_USERS:
        raise NotPermitted
    if actor.is_agent and for_administrators(call.operation_id, call.request.method):
        raise NotPermitted


@lru_cache(maxsize=1024)
def for_administrators(operation_id: str, method: str) -> bool:
    """Tell whether only administrators may call an operation."""
    if any(word in operation_id for word in ADMINISTRATORS_READ):
        return True
    return method not in READING and any(word in operation_id for word in ADMINISTRATORS_WRITE)
