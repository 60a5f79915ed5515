"""The simulator of OpenAI."""

from __future__ import annotations

import math
from collections.abc import Mapping

from windtunnel.kernel.randomness import derive
from windtunnel.simulator import Call, Caller, Problem, QuotaExhausted, System
from windtunnel.simulator.brain import Brain, make_brain
from windtunnel.simulator.brain.misbehaving import WAYS
from windtunnel.simulator.brain.pace import Pace
from windtunnel.world.http import Request, Response

from . import (
    background,
    batch_run,
    batches,
    chat,
    conversations,
    embeddings,
    files,
    models,
    moderations,
    responses,
    stored_completions,
    stored_responses,
    uploads,
)
from .accounts import caller_of
from .catalogue import Catalogue, Model
from .misbehaviours import misbehaved
from .options import Options, read_options
from .rate_limits import MODEL, RateLimits, requested_model
from .refusals import OUT_OF_MONEY, Refused, envelope, failing, reworded, unknown_model
from .tokens import TokenCounter
from .webhooks import Webhooks

VERSION = "2020-10-01"
REQUEST_ID = "x-request-id"
PAID = frozenset({"createChatCompletion", "createResponse", "createEmbedding", "createBatch"})
DEFAULT_MODELS = {"createModeration": moderations.DEFAULT_MODEL}


class OpenAI(System):
    """OpenAI, as far as an integration calls it.

    Options: ``brain`` (see ``brain.make_brain``), ``models`` (a list of names, or facts by name), ``default_model``,
    ``organization``, ``insufficient_quota`` (true, or a code).
    """

    operations = (
        models.operations,
        chat.operations,
        stored_completions.operations,
        responses.operations,
        stored_responses.operations,
        conversations.operations,
        embeddings.operations,
        moderations.operations,
        files.operations,
        uploads.operations,
        batches.operations,
    )
    misbehaviours = WAYS

    settings: Options
    catalogue: Catalogue
    counter: TokenCounter
    brain: Brain
    pace: Pace
    rate_limits: RateLimits
    webhooks: Webhooks

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
        self.webhooks = Webhooks(self)
        for part in (files, uploads, stored_completions, stored_responses, background, batch_run):
            part.begin(self)

    def model(self, name: str, now: float) -> Model:
        """Return the model called ``name``.

        Raises:
            Refused: there is none, or not any more.
        """
        model = self.catalogue.find(name, now)
        if model is None:
            raise unknown_model(name)
        return model

    def fingerprint(self, snapshot: str) -> str:
        """Return the ``system_fingerprint`` of a snapshot."""
        return f"fp_{derive(self.randomness.seed, 'fingerprint', snapshot) & 0xFFFFFFFFFF:010x}"

    def authenticate(self, call: Call) -> Caller:
        """Return the project behind the key; the model joins the parameters, as limits hold for each model.

        Raises:
            Unauthorized: no key, or a wrong one.
            Refused: the account is out of money.
        """
        caller = caller_of(call.request, self.credentials)
        if self.rate_limits.covers(call.operation_id):
            default = DEFAULT_MODELS.get(call.operation_id, self.settings.default_model)
            name = requested_model(call.json, default)
            call.parameters = {**call.parameters, MODEL: self.catalogue.alias(name)}
        code = self.settings.insufficient_quota
        if code is not None and call.operation_id in PAID:
            raise Refused(OUT_OF_MONEY, status=429, kind="insufficient_quota", code=code)
        return caller

    def refuse(self, problem: Problem, call: Call) -> Response:
        """Return ``problem`` in the envelope of four keys."""
        if isinstance(problem, QuotaExhausted):
            return self.rate_limits.refusal(problem.allowance, call)
        request_id = self._request_id()
        response = envelope(reworded(problem, call.request, request_id))
        response.headers.append((REQUEST_ID, request_id))
        return response

    def finish(self, call: Call, response: Response) -> None:
        """Add the request's identifier and, for models, the account, the time spent and the limits."""
        if response.header(REQUEST_ID) is None:
            response.headers.append((REQUEST_ID, self._request_id()))
        if self.rate_limits.covers(call.operation_id):
            spent = max(1, math.ceil(response.delay_seconds * 1000))
            response.headers += [
                ("openai-organization", self.credentials["organization"]),
                ("openai-processing-ms", str(spent)),
                ("openai-version", VERSION),
                *self.rate_limits.headers(call, response.status),
            ]

    def connect(self, url: str) -> Mapping[str, str]:
        """Deliver the events of responses and batches to ``url``."""
        self.webhooks.connect(url)
        return {"signing_secret": self.webhooks.secret}

    def error(self, status: int, retry_after_seconds: float | None = None) -> Response:
        """Return the vendor's own answer with a given error status."""
        request_id = self._request_id()
        response = envelope(failing(status, request_id))
        response.headers.append((REQUEST_ID, request_id))
        if retry_after_seconds is not None:
            response.headers.append(("retry-after", str(math.ceil(retry_after_seconds))))
            response.headers.append(("retry-after-ms", str(math.ceil(retry_after_seconds * 1000))))
        return response

    def spoil(self, way: str, request: Request, response: Response) -> Response:
        """Return ``response`` as an AI service gets it wrong."""
        return misbehaved(self, way, request, response)

    def _request_id(self) -> str:
        return f"req_{self.ids.hexadecimal(32)}"
