"""Embeddings: texts, or lists of tokens, to vectors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from windtunnel.simulator import Call, Operations
from windtunnel.world.http import Response

from .bodies import read_body
from .catalogue import Model
from .context import answer, system_of
from .refusals import Refused
from .vectors import base64_of, features_of, vector_of

if TYPE_CHECKING:
    from .system import OpenAI

operations = Operations()
Input = str | Sequence[int]
INVALID_INPUT = "'$.input' is invalid. Please check the API reference: https://platform.openai.com/docs/api-reference."
SHORTENED = "text-embedding-3"
"""Models whose name begins so take ``dimensions``."""


@operations.bind("createEmbedding")
def create_embedding(call: Call) -> Response:
    """Return one vector for each input, in the order of the inputs."""
    system = system_of(call)
    _check_empty(call.json)
    body = read_body(call)
    model = embedding_model(system, body["model"], call.now)
    size = _size(model, body.get("dimensions"))
    inputs = _inputs(body["input"])
    tokens = _count(system, inputs)
    system.rate_limits.admit(call, tokens)
    as_base64 = body.get("encoding_format") == "base64"
    data = [_embedding(each, index, size, as_base64=as_base64) for index, each in enumerate(inputs)]
    usage = {"prompt_tokens": tokens, "total_tokens": tokens}
    return answer({"object": "list", "data": data, "model": model.snapshot, "usage": usage})


def embedding_model(system: OpenAI, name: str, now: float) -> Model:
    """Return the model of an embedding.

    Raises:
        Refused: it is unknown, or makes no vectors.
    """
    model = system.model(name, now)
    if model.kind != "embedding":
        raise Refused("You are not allowed to generate embeddings from this model", status=403)
    return model


def _check_empty(body: Any) -> None:
    """Refuse an empty text, or no text at all.

    Raises:
        Refused: in the words that the vendor has for it.
    """
    given = body.get("input", "text") if isinstance(body, dict) else "text"
    if given in ("", []) or (isinstance(given, list) and "" in given):
        raise Refused(INVALID_INPUT)


def _inputs(given: Any) -> list[Input]:
    if isinstance(given, str) or (given and isinstance(given[0], int)):
        return [given]
    return list(given)


def _size(model: Model, wanted: int | None) -> int:
    if wanted is None:
        return model.dimensions_max
    if not model.name.startswith(SHORTENED) and wanted != model.dimensions_max:
        raise Refused("This model does not support specifying dimensions.", param="dimensions")
    if wanted > model.dimensions_max:
        bound = f"Must be less than or equal to {model.dimensions_max}."
        message = f"Invalid value for 'dimensions' = {wanted}. {bound}"
        raise Refused(message, param="dimensions", code="invalid_value")
    return wanted


def _count(system: OpenAI, inputs: Sequence[Input]) -> int:
    limits = system.profile.limits
    most, altogether = int(limits["embedding_input_tokens_max"]), int(limits["embedding_request_tokens_max"])
    total = 0
    for each in inputs:
        tokens = system.counter.count(each) if isinstance(each, str) else len(each)
        if tokens > most:
            raise Refused(
                f"This model's maximum context length is {most} tokens, however you requested {tokens} tokens"
                f" ({tokens} in your prompt; 0 for the completion). Please reduce your prompt; or completion length."
            )
        total += tokens
    if total > altogether:
        message = f"Requested {total} tokens, max {altogether} tokens per request"
        raise Refused(message, kind="max_tokens_per_request", code="max_tokens_per_request")
    return total


def _embedding(given: Input, index: int, size: int, *, as_base64: bool) -> dict[str, Any]:
    features = features_of(given) if isinstance(given, str) else [f"token {each}" for each in given]
    vector = vector_of(features, size)
    shown = base64_of(vector) if as_base64 else vector.tolist()
    return {"object": "embedding", "index": index, "embedding": shown}
