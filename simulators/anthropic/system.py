"""The simulator of Anthropic."""

from __future__ import annotations

import math

from windtunnel.simulator import Call, Caller, Problem, QuotaExhausted, System
from windtunnel.simulator.brain import Brain, make_brain
from windtunnel.simulator.brain.misbehaving import WAYS
from windtunnel.simulator.brain.pace import Pace
from windtunnel.world.http import Request, Response

from . import batch_run, batches, files, messages, models, organization
from .accounts import caller_of
from .catalogue import Catalogue, Model
from .misbehaviours import misbehaved
from .options import OUT_OF_MONEY, Options, read_options
from .rate_limits import MODEL, RateLimits, requested_model
from .refusals import NO_CREDIT, Refused, envelope, failing, reworded, unknown_model
from .tokens import TokenCounter
from .versions import CURRENT, VERSION, check_headers

REQUEST_ID = "request-id"
ORGANIZATION = "anthropic-organization-id"
PAID = frozenset({"Messages.create", "Batches.create"})
ADMIN_PATH = "/v1/organizations/"


class Anthropic(System):
    """Anthropic, as far as an integration calls it.

    Options: ``brain`` (see ``windtunnel.simulator.brain.make_brain``), ``models`` (a list of names, or facts by name),
    ``organization``, ``insufficient_quota`` (true, or the type of the error).
    """

    operations = (
        messages.operations,
        batches.operations,
        models.operations,
        files.operations,
        organization.operations,
    )
    misbehaviours = WAYS

    settings: Options
    catalogue: Catalogue
    counter: TokenCounter
    brain: Brain
    pace: Pace
    rate_limits: RateLimits

    def begin(self) -> None:
        """Read the options and make the parts.

        Raises:
            UsageError: an option is wrong.
        """
        self.settings = read_options(self.options)
        if self.settings.organization is not None:
            self.credentials["organization"] = self.settings.organization
        root = self.contract.folder.parent.parent if self.contract.folder else None
        self.brain = make_brain(self.settings.brain, self.randomness.seed, root)
        self.catalogue = Catalogue(self.profile, self.settings)
        self.counter = TokenCounter(self.profile.limits)
        self.pace = Pace(self)
        self.rate_limits = RateLimits(self)
        for part in (files, batch_run):
            part.begin(self)

    def seed(self) -> None:
        """Put in the workspace of the API key."""
        organization.seed(self)

    def model(self, name: str, now: float) -> Model:
        """Return the model called ``name``.

        Raises:
            Refused: there is none, or not any more.
        """
        model = self.catalogue.find(name)
        if model is None or model.lifecycle(now) == "retired":
            raise unknown_model(name)
        return model

    def version_of(self, call: Call) -> str:
        """Return the version of the API that a call was written for."""
        return call.request.headers.get(VERSION, CURRENT)

    def request_id(self) -> str:
        """Return a new identifier of a call."""
        return f"req_011C{self.ids.alnum(20)}"

    def authenticate(self, call: Call) -> Caller:
        """Return the workspace behind the key; the model joins the parameters, as limits hold for each model.

        Raises:
            Unauthorized: no key, or a wrong one.
            Refused: wrong version, wrong workspace, or the money is spent.
        """
        wanted = "admin_key" if call.request.path.startswith(ADMIN_PATH) else "api_key"
        caller = caller_of(call.request, self.credentials, wanted)
        check_headers(call.request, self.profile.api_version.supported)
        if self.rate_limits.covers(call.operation_id):
            name = requested_model(call.json)
            call.parameters = {**call.parameters, MODEL: self.catalogue.counted_as(name)}
        kind = self.settings.insufficient_quota
        if kind is not None and call.operation_id in PAID:
            raise Refused(NO_CREDIT, status=OUT_OF_MONEY[kind], kind=kind)
        return caller

    def refuse(self, problem: Problem, call: Call) -> Response:
        """Return ``problem`` in the vendor's envelope."""
        if isinstance(problem, QuotaExhausted):
            return self.rate_limits.refusal(problem.allowance, call, self.request_id())
        return envelope(reworded(problem), self.request_id())

    def finish(self, call: Call, response: Response) -> None:
        """Add the call's identifier, the organization, and for messages the limits."""
        if response.header(REQUEST_ID) is None:
            response.headers.append((REQUEST_ID, self.request_id()))
        response.headers += [
            (ORGANIZATION, self.credentials["organization"]),
            *self.rate_limits.headers(call, response.status),
        ]

    def error(self, status: int, retry_after_seconds: float | None = None) -> Response:
        """Return the vendor's own answer with a given error status."""
        response = envelope(failing(status), self.request_id())
        if retry_after_seconds is not None:
            response.headers.append(("retry-after", str(math.ceil(retry_after_seconds))))
        return response

    def spoil(self, way: str, request: Request, response: Response) -> Response:
        """Return ``response`` as an AI service gets it wrong."""
        return misbehaved(self, way, request, response)
