"""The query resources: SOQL in, pages of rows out.

Source: profile.yaml, topic ``query``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from windtunnel.simulator import Call, Operations, Record
from windtunnel.world.http import Response

from .answers import answer
from .cursors import open_cursor, read_page
from .errors import bare_refusal
from .org import Org, View, org_of, view_of
from .recent import mark_viewed
from .soql.plan import Plan
from .soql.statement import prepare

operations = Operations()
NO_SECOND_PAGE = "Aggregate query does not support queryMore(), use LIMIT to restrict the results to a single batch"
_BATCH_SIZE = re.compile(r"batchSize\s*=\s*(\d{1,9})", re.IGNORECASE)


@operations.bind("Query", "QueryAll")
def query(call: Call) -> Response:
    """Run a query and return its first page; QueryAll counts deleted rows too."""
    text = call.arguments.get("q", "")
    if not text.strip():
        raise bare_refusal("MALFORMED_QUERY", "unexpected token: '<EOF>'")
    return run(call, text, deleted=call.operation_id == "QueryAll")


@operations.bind("QueryMore", "QueryAllMore")
def query_more(call: Call) -> Response:
    """Return a further page of a query."""
    org, view = org_of(call), view_of(call)
    page = read_page(org, call.parameters["locator"], page_size(call, org))
    plan = prepare(page.query, view)
    return answer(call, _content(plan, page.rows, page.total, page.following, view))


def run(call: Call, text: str, *, deleted: bool = False) -> Response:
    """Run a query and return its first page.

    Raises:
        Refused: the query is malformed.
        NotSimulated: it uses what is not built.
    """
    org, view = org_of(call), view_of(call)
    plan = prepare(text, view)
    if plan.grouping is not None:
        return answer(call, _groups(org, plan, view, deleted=deleted))
    rows = plan.rows(view, deleted=deleted)
    if plan.counting:
        return answer(call, {"totalSize": len(rows), "done": True, "records": []})
    size = page_size(call, org)
    following = f"{open_cursor(org, text, rows)}-{size}" if len(rows) > size else None
    return answer(call, _content(plan, rows[:size], len(rows), following, view))


def page_size(call: Call, org: Org) -> int:
    """Return the page size that the caller wishes, within the vendor's bounds."""
    paging = org.system.profile.paging[0]
    found = _BATCH_SIZE.search(call.request.headers.get("sforce-query-options", ""))
    wished = int(found[1]) if found is not None else paging.size_default
    return min(max(wished, org.limit("query_batch_size_min")), paging.size_max)


def _content(plan: Plan, rows: Sequence[Record], total: int, following: str | None, view: View) -> dict[str, Any]:
    if plan.viewing:
        for row in rows:
            mark_viewed(view, str(row["Id"]))
    render = plan.selection.render
    content: dict[str, Any] = {"totalSize": total, "done": following is None}
    if following is not None:
        content["nextRecordsUrl"] = f"{view.base}/query/{following}"
    content["records"] = [render(row, view) for row in rows]
    return content


def _groups(org: Org, plan: Plan, view: View, *, deleted: bool) -> dict[str, Any]:
    groups = plan.groups(view, deleted=deleted)
    if len(groups) > org.system.profile.paging[0].size_max:
        raise bare_refusal("EXCEEDED_ID_LIMIT", NO_SECOND_PAGE)
    return {"totalSize": len(groups), "done": True, "records": groups}
