"""Satisfaction ratings: what requesters thought of the help."""

from __future__ import annotations

from typing import Any

from windtunnel.simulator import Call, NotPermitted, Operations, Record, RecordNotFound
from windtunnel.world.http import Response, json_response

from ..account import Account, account_of, actor_of
from ..bodies import digits, root, text
from ..moments import seconds
from ..paging import Listing, count_response, listed
from ..records import address, shown
from ..refusals import invalid
from .finding import require

operations = Operations()
GIVEN = ("good", "bad")
OFFERED = ("offered", *GIVEN)
REASONS = (
    (0, "No reason provided"),
    (5, "The issue took too long to resolve"),
    (6, "The issue was not resolved"),
    (7, "The agent's knowledge is unsatisfactory"),
    (8, "The agent's attitude is unsatisfactory"),
    (100, "Some other reason"),
)


@operations.bind("CreateTicketSatisfactionRating")
def create_rating(call: Call) -> Response:
    """Rate a solved ticket, or rate it anew."""
    account, actor = account_of(call), actor_of(call)
    ticket = require(account, call.parameters["ticket_id"])
    if ticket["requester_id"] != actor.id and actor.role != "admin":
        raise NotPermitted
    values = root(call, "satisfaction_rating", ("score", "comment", "reason", "reason_code", "reason_id"))
    if values.get("score") not in OFFERED:
        raise invalid("score", "InvalidValue", "Score: is not valid")
    if ticket["status"] not in ("solved", "closed"):
        raise invalid("base", "", "Ticket is not solved")
    rating = _rated(account, ticket, values)
    return json_response({"satisfaction_rating": shown(rating, call.request.origin)})


def _rated(account: Account, ticket: Record, values: dict[str, Any]) -> Record:
    now, comment = account.now(), text(values.get("comment"), "satisfaction_rating.comment")
    known = account.store["satisfaction_ratings"].where("ticket_id", ticket["id"])
    rating_id = known[0]["id"] if known else account.next_id()
    record = {
        "url": address(f"satisfaction_ratings/{rating_id}.json"),
        "id": rating_id,
        "assignee_id": ticket["assignee_id"],
        "group_id": ticket["group_id"],
        "requester_id": ticket["requester_id"],
        "ticket_id": ticket["id"],
        "score": values["score"],
        "comment": comment,
        "reason": text(values.get("reason"), "satisfaction_rating.reason") or REASONS[0][1],
        "reason_code": values.get("reason_code", 0),
        "reason_id": values.get("reason_id"),
        "created_at": known[0]["created_at"] if known else now,
        "updated_at": now,
    }
    rated = {"id": rating_id, "score": values["score"], "comment": comment}
    account.store["tickets"].update(str(ticket["id"]), {"satisfaction_rating": rated, "updated_at": now})
    return account.store["satisfaction_ratings"].put(str(rating_id), record)


@operations.bind("ListSatisfactionRatings")
def list_ratings(call: Call) -> Response:
    """List ratings, of a score and between two times where they are given."""
    return listed(call, _chosen(call), Listing("satisfaction_ratings"))


@operations.bind("CountSatisfactionRatings")
def count_ratings(call: Call) -> Response:
    """Count ratings."""
    return count_response(call, len(_chosen(call)))


@operations.bind("ShowSatisfactionRating")
def show_rating(call: Call) -> Response:
    """Show a rating."""
    rating = account_of(call).store["satisfaction_ratings"].get(call.parameters["satisfaction_rating_id"])
    if rating is None:
        raise RecordNotFound("satisfaction rating", call.parameters["satisfaction_rating_id"])
    return json_response({"satisfaction_rating": shown(rating, call.request.origin)})


@operations.bind("ListSatisfactionRatingReasons")
def list_reasons(call: Call) -> Response:
    """List the reasons that a bad rating may have."""
    reasons = [
        {
            "id": code + 1,
            "url": call.link(f"/api/v2/satisfaction_reasons/{code + 1}.json"),
            "reason_code": code,
            "value": value,
            "raw_value": value,
            "deleted_at": None,
        }
        for code, value in REASONS
    ]
    return json_response({"reasons": reasons})


def _chosen(call: Call) -> list[Record]:
    found = list(account_of(call).store["satisfaction_ratings"])
    score = call.arguments.get("score", "")
    start, end = (digits(call.arguments.get(name, "")) for name in ("start_time", "end_time"))
    if score:
        found = [rating for rating in found if _is_of(rating, score)]
    if start is not None:
        found = [rating for rating in found if seconds(rating["created_at"]) >= start]
    if end is not None:
        found = [rating for rating in found if seconds(rating["created_at"]) <= end]
    return found


def _is_of(rating: Record, score: str) -> bool:
    """Tell whether a rating is of a score such as ``good``, ``received`` or ``bad_with_comment``."""
    kind, _, comment = score.partition("_with")
    if comment and (rating["comment"] is not None) == comment.startswith("out"):
        return False
    return bool(rating["score"] in GIVEN if kind == "received" else rating["score"] == kind)
