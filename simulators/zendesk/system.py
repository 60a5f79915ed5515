"""Zendesk Support as a system: paths, callers, envelopes, arrivals and webhooks of one account.

Options:
    groups: names of the account's groups; the first one is the default.
    agents: further agents, as ``{name, email, groups?}``.
    ticket_fields: custom fields, as ``{type, title, id?, tag?, custom_field_options?}``.
    organizations: organizations, as ``{name, domain_names?}``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from windtunnel.simulator import Call, Caller, MalformedBody, NotAuthenticated, Operations, Problem, System
from windtunnel.simulator.quotas.meters import Meters
from windtunnel.world.http import Request, Response

from . import arrivals, bulk, headers, incremental, job_statuses, refusals, seeds
from .access import authentication, oauth
from .account import Account, Actor
from .deep_pages import deep_page_quotas
from .jobs import AccountJobs
from .people import deleted_users, groups, identities, member_lists, organizations, people_tags, users
from .search import searching
from .settings import catalogue, custom_object_records, custom_objects, field_options, keepsakes, locales, rules
from .tickets import (
    audits,
    comments,
    deleting,
    fields,
    forms,
    imports,
    metrics,
    requests,
    satisfaction,
    tags,
    tickets,
    uploads,
    views,
)
from .webhooks import invocations, triggers, webhook_records, webhooks

SUFFIX = ".json"
WEBHOOKS_PATH = "/api/v2/webhooks"
WEBHOOK_NAME = "Windtunnel"
CONNECTED_TO = ("zen:event-type:ticket.created",)


class Zendesk(System):
    """One account of Zendesk Support."""

    account: Account
    operations: ClassVar[tuple[Operations, ...]] = tuple(
        module.operations
        for module in (
            audits,
            bulk,
            catalogue,
            comments,
            custom_object_records,
            custom_objects,
            deleted_users,
            deleting,
            field_options,
            fields,
            forms,
            groups,
            identities,
            imports,
            incremental,
            invocations,
            job_statuses,
            keepsakes,
            locales,
            member_lists,
            metrics,
            oauth,
            organizations,
            people_tags,
            requests,
            rules,
            satisfaction,
            searching,
            tags,
            tickets,
            triggers,
            uploads,
            users,
            views,
            webhooks,
        )
    )

    def begin(self) -> None:
        """Make the account's parts."""
        self.meters = Meters((*self.profile.quotas, *deep_page_quotas(self.profile.limits)))
        self.account = Account(self)
        self.account.jobs = AccountJobs(self.account, bulk.WORKERS, self._actor)
        self.account.publisher.triggers = triggers.fire

    def seed(self) -> None:
        """Put in what an account has on its first day, and what the options ask for."""
        seeds.plant(self.account, self.options)
        self.account.index.settle()

    def normalise_path(self, path: str) -> str:
        """Return the path without ``.json``: both are the same."""
        return path.removesuffix(SUFFIX)

    def authenticate(self, call: Call) -> Caller:
        """Return who calls.

        Raises:
            NotAuthenticated: nobody the account knows.
            NotPermitted: somebody who may not.
        """
        return authentication.authenticated(call, self.account)

    def refuse(self, problem: Problem, call: Call) -> Response:
        """Return ``problem`` in one of the vendor's envelopes."""
        if isinstance(problem, MalformedBody) and call.request.path.startswith(WEBHOOKS_PATH):
            problem = refusals.ListedProblem("InvalidRequestBody", "The body cannot be read", problem.message)
        return refusals.worded(problem)

    def finish(self, call: Call, response: Response) -> None:
        """Add what every answer carries."""
        headers.complete(call, response, self.randomness.stream("request ids"))

    def error(self, status: int, retry_after_seconds: float | None = None) -> Response:
        """Return a failure of the front door."""
        response = refusals.front_door(status)
        call = Call(self, Request("GET", "/"))
        if retry_after_seconds is not None:
            response.headers.append(("Retry-After", headers.retry_after(retry_after_seconds)))
        elif status == refusals.TOO_MANY_REQUESTS:
            seconds = headers.account_level(self.meters, call.now)[2]
            response.headers.append(("Retry-After", headers.retry_after(seconds)))
        self.finish(call, response)
        return response

    def arrive(self, row: Mapping[str, Any]) -> str:
        """Let a customer write in and return the ticket's id.

        Args:
            row: ``text``, and where they are known ``subject``, ``name``, ``email``, ``priority``, ``tags``.
        """
        return arrivals.arrive(self.account, row)

    def connect(self, url: str) -> Mapping[str, str]:
        """Create a webhook that tells ``url`` of new tickets and return its signing secret."""
        values = {"name": WEBHOOK_NAME, "endpoint": url, "subscriptions": list(CONNECTED_TO)}
        webhook = webhook_records.add_webhook(self.account, values, self.account.administrator()["id"])
        return {
            "signing_secret": webhook_records.secret_of(self.account, webhook["id"]),
            "webhook_id": webhook["id"],
        }

    def expire_tokens(self) -> int:
        """Make every OAuth token given out so far expire now, those that would live for ever too."""
        return self.account.tokens.expire_all()

    def _actor(self, user_id: int, channel: str) -> Actor:
        user = self.account.user(user_id)
        if user is None:
            raise NotAuthenticated("revoked")
        return Actor(user, channel)
