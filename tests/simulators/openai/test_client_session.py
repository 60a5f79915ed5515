"""A whole working session of the vendor's own client, unmodified, over a real socket."""

from __future__ import annotations

import asyncio
import io
import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from enum import Enum
from typing import Any

import openai
import pytest
from openai import AsyncOpenAI, OpenAI
from pydantic import BaseModel

from tests.simulators.openai.serving import Served, inbox, served

MODEL = "gpt-4o-mini"
USER: Any = [{"role": "user", "content": "Kde je můj balík? 📦"}]
TOOL: Any = {
    "type": "function",
    "function": {
        "name": "find_order",
        "strict": True,
        "parameters": {
            "type": "object",
            "properties": {"number": {"type": "string"}},
            "required": ["number"],
            "additionalProperties": False,
        },
    },
}


class Category(Enum):
    """What a ticket is about."""

    BILLING = "billing"
    DELIVERY = "delivery"


class Triage(BaseModel):
    """What a model is asked for."""

    category: Category
    confidence: float
    explanation: str | None


@pytest.fixture(scope="module")
def simulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve the simulator for all tests of this file."""
    with served(tmp_path_factory.mktemp("ca")) as running:
        yield running


@pytest.fixture(scope="module")
def connected(simulator: Served) -> Iterator[OpenAI]:
    """Return the client, made once because that takes longer than most tests."""
    with OpenAI(base_url=simulator.url, api_key=simulator.key, max_retries=0) as made:
        yield made


@pytest.fixture
def client(simulator: Served, connected: OpenAI) -> OpenAI:
    """Return the client of a simulator in its first state."""
    simulator.control("POST", "reset")
    simulator.control("PUT", "quotas", {"scale": 1})
    return connected


def test_models_are_listed_and_read(client: OpenAI) -> None:
    """Listed and read."""
    assert MODEL in [model.id for model in client.models.list()]
    assert client.models.retrieve(MODEL).owned_by == "system"


def test_a_stored_completion_lives_and_dies(client: OpenAI) -> None:
    """Created, read back, changed, deleted, and then not found."""
    made = client.chat.completions.create(model=MODEL, messages=USER, store=True, metadata={"team": "Žofie"})
    assert made.choices[0].message.content
    assert client.chat.completions.retrieve(made.id).choices == made.choices
    assert client.chat.completions.update(made.id, metadata={"team": "b"}).metadata == {"team": "b"}
    assert [each.content for each in client.chat.completions.messages.list(made.id)] == [USER[0]["content"]]
    assert client.chat.completions.delete(made.id).deleted
    with pytest.raises(openai.NotFoundError) as caught:
        client.chat.completions.retrieve(made.id)
    assert (caught.value.code, caught.value.type) == (None, "invalid_request_error")


def test_lists_are_paged_by_the_client(client: OpenAI) -> None:
    """Five elements in three pages, for completions, files and batches alike."""
    made = [client.chat.completions.create(model=MODEL, messages=USER, store=True).id for _ in range(5)]
    pages = list(client.chat.completions.list(limit=2).iter_pages())
    assert [[each.id for each in page.data] for page in pages] == [made[:2], made[2:4], made[4:]]
    sent = [client.files.create(file=(f"{number}.txt", b"x"), purpose="evals").id for number in range(5)]
    assert [each.id for each in client.files.list(limit=2, order="asc")] == sent


def test_nulls_and_empty_values_are_taken(client: OpenAI) -> None:
    """Null says nothing."""
    answer = client.chat.completions.create(
        model=MODEL, messages=[{"role": "user", "content": ""}], temperature=None, stop=None, n=None, logit_bias=None
    )
    assert answer.choices[0].logprobs is None
    assert answer.choices[0].message.refusal is None


@pytest.mark.parametrize("key", ["sk-proj-" + "x" * 48, "wrong"])
def test_bad_credentials(simulator: Served, key: str) -> None:
    """AuthenticationError, and the key is nowhere in it."""
    with (
        OpenAI(base_url=simulator.url, api_key=key, max_retries=0) as stranger,
        pytest.raises(openai.AuthenticationError) as caught,
    ):
        stranger.models.list()
    assert caught.value.code == "invalid_api_key"
    assert key not in str(caught.value)


def test_bad_input(client: OpenAI) -> None:
    """The client's exceptions tell param, code and request."""
    with pytest.raises(openai.BadRequestError) as caught:
        client.chat.completions.create(model=MODEL, messages=USER, temperature=3)
    assert (caught.value.param, caught.value.code) == ("temperature", "decimal_above_max_value")
    assert (caught.value.request_id or "").startswith("req_")
    with pytest.raises(openai.NotFoundError) as missing:
        client.chat.completions.create(model="gpt-9", messages=USER)
    assert missing.value.code == "model_not_found"
    with pytest.raises(openai.NotFoundError):
        client.post("/no/such/path", cast_to=object)


def test_a_conflict(client: OpenAI) -> None:
    """Cancelling an upload twice is a ConflictError."""
    upload = client.uploads.create(filename="a.jsonl", purpose="batch", bytes=1, mime_type="text/plain")
    client.uploads.cancel(upload.id)
    with pytest.raises(openai.ConflictError):
        client.uploads.cancel(upload.id)


def test_the_quota_is_exceeded_and_recovered_by_its_headers(client: OpenAI, simulator: Served) -> None:
    """429 tells how long to wait, and waiting exactly that long is enough; nobody sleeps."""
    simulator.control("PUT", "quotas", {"scale": 0.001, "name": "requests_per_minute"})
    seen = []
    for _ in range(5):
        raw = client.chat.completions.with_raw_response.create(model=MODEL, messages=USER)
        seen.append(raw.headers["x-ratelimit-remaining-requests"])
    assert seen == ["4", "3", "2", "1", "0"]
    with pytest.raises(openai.RateLimitError) as caught:
        client.chat.completions.create(model=MODEL, messages=USER)
    assert (caught.value.code, caught.value.type) == ("rate_limit_exceeded", "requests")
    headers = caught.value.response.headers
    assert headers["retry-after"] == "12"
    simulator.advance(int(headers["retry-after-ms"]) / 1000)
    assert client.chat.completions.create(model=MODEL, messages=USER).choices


def test_twenty_at_once(client: OpenAI) -> None:
    """Parallel creates are all kept, each under its own identifier."""
    with ThreadPoolExecutor(20) as pool:
        made = list(
            pool.map(lambda _: client.chat.completions.create(model=MODEL, messages=USER, store=True).id, range(20))
        )
    assert len(set(made)) == 20
    assert {each.id for each in client.chat.completions.list(limit=100)} == set(made)


def test_a_raw_response(client: OpenAI) -> None:
    """Headers beside the parsed answer."""
    raw = client.chat.completions.with_raw_response.create(model=MODEL, messages=USER)
    assert raw.headers["openai-version"] == "2020-10-01"
    assert raw.request_id == raw.headers["x-request-id"]
    assert raw.parse().usage is not None


def test_a_stream(client: OpenAI) -> None:
    """Deltas add up, usage comes last."""
    with client.chat.completions.create(
        model=MODEL, messages=USER, stream=True, stream_options={"include_usage": True}
    ) as stream:
        chunks = list(stream)
    text = "".join(choice.delta.content or "" for chunk in chunks for choice in chunk.choices)
    assert text == client.chat.completions.create(model=MODEL, messages=USER).choices[0].message.content
    assert chunks[-1].usage is not None
    assert chunks[-1].usage.completion_tokens == -(-len(text) // 4)


def test_the_stream_helper(client: OpenAI) -> None:
    """The client's own accumulation gives a parsed completion."""
    with client.chat.completions.stream(model=MODEL, messages=USER, response_format=Triage) as stream:
        kinds = {event.type for event in stream}
        parsed = stream.get_final_completion().choices[0].message.parsed
    assert {"chunk", "content.delta", "content.done"} <= kinds
    assert isinstance(parsed, Triage)


def test_parse_with_pydantic(client: OpenAI) -> None:
    """Enums, optional values and numbers, in both interfaces."""
    chat = client.chat.completions.parse(model=MODEL, messages=USER, response_format=Triage)
    assert isinstance(chat.choices[0].message.parsed, Triage)
    response = client.responses.parse(model=MODEL, input="Where is it?", text_format=Triage)
    assert isinstance(response.output_parsed, Triage)


def test_parse_tells_a_cut_answer(client: OpenAI) -> None:
    """finish_reason length is an exception of the client."""
    with pytest.raises(openai.LengthFinishReasonError):
        client.chat.completions.parse(model=MODEL, messages=USER, response_format=Triage, max_completion_tokens=3)


def test_tools_round_trip(client: OpenAI) -> None:
    """The call comes with arguments, the result is taken, the dumped message goes back."""
    first = client.chat.completions.create(model=MODEL, messages=USER, tools=[TOOL], tool_choice="required")
    message = first.choices[0].message
    assert message.tool_calls
    called = message.tool_calls[0]
    assert called.type == "function"
    assert "number" in json.loads(called.function.arguments)
    history: Any = [*USER, message, {"role": "tool", "tool_call_id": called.id, "content": "shipped"}]
    assert client.chat.completions.create(model=MODEL, messages=history, tools=[TOOL]).choices[0].message.content


def test_responses(client: OpenAI) -> None:
    """Created, continued, listed, streamed, deleted."""
    first = client.responses.create(model=MODEL, input="Where is my parcel?")
    assert first.output_text
    second = client.responses.create(model=MODEL, input="And now?", previous_response_id=first.id)
    assert len(list(client.responses.input_items.list(second.id, limit=1))) == 3
    with client.responses.stream(model=MODEL, input="Where is my parcel?", text_format=Triage) as stream:
        types = [event.type for event in stream]
        final = stream.get_final_response()
    assert types[0] == "response.created"
    assert isinstance(final.output_parsed, Triage)
    client.responses.delete(first.id)
    with pytest.raises(openai.NotFoundError):
        client.responses.retrieve(first.id)
    assert client.responses.input_tokens.count(model=MODEL, input="hello there").input_tokens == 9


def test_a_background_response(client: OpenAI, simulator: Served) -> None:
    """Polled while the clock is moved; another one is cancelled."""
    waiting = client.responses.create(model="gpt-5-mini", input="Think", background=True)
    assert waiting.status == "queued"
    simulator.advance(2)
    assert client.responses.retrieve(waiting.id).status == "in_progress"
    simulator.advance(60)
    assert client.responses.retrieve(waiting.id).status == "completed"
    events = list(client.responses.retrieve(waiting.id, stream=True, starting_after=1))
    assert events[0].sequence_number == 2
    other = client.responses.create(model=MODEL, input="Think", background=True)
    assert client.responses.cancel(other.id).status == "cancelled"


def test_conversations(client: OpenAI) -> None:
    """Opened, extended by a response, read, deleted."""
    made = client.conversations.create(metadata={"a": "b"}, items=[{"role": "user", "content": "hello"}])
    client.responses.create(model=MODEL, input="more", conversation=made.id)
    items = list(client.conversations.items.list(made.id, order="asc", limit=1))
    assert [getattr(item, "role", None) for item in items] == ["user", "user", "assistant"]
    assert client.conversations.items.retrieve(items[0].id or "", conversation_id=made.id)
    assert client.conversations.update(made.id, metadata={"c": "d"}).metadata == {"c": "d"}
    assert client.conversations.delete(made.id).deleted


def test_embeddings_are_equal_in_both_formats(client: OpenAI) -> None:
    """What the client decodes from base64 is what float spells out."""
    texts = ["My card was charged twice", "The card was charged again", "Where is my parcel?"]
    packed = client.embeddings.create(model="text-embedding-3-small", input=texts)
    plain = client.embeddings.create(model="text-embedding-3-small", input=texts, encoding_format="float")
    vectors = [each.embedding for each in packed.data]
    assert vectors == [each.embedding for each in plain.data]
    near, far = (sum(a * b for a, b in zip(vectors[0], vectors[other], strict=True)) for other in (1, 2))
    assert near > far
    assert (
        len(client.embeddings.create(model="text-embedding-3-large", input="a", dimensions=256).data[0].embedding)
        == 256
    )


def test_moderations(client: OpenAI) -> None:
    """Flagged or not, one result a text."""
    answer = client.moderations.create(input=["hello", "I will kill you"])
    assert [each.flagged for each in answer.results] == [False, True]
    assert answer.results[1].categories.harassment_threatening


def test_files_and_uploads(client: OpenAI) -> None:
    """Sent, read, downloaded, sent in parts, deleted."""
    content = "Žofie ✓\n".encode()
    sent = client.files.create(
        file=("žofie.txt", io.BytesIO(content)),
        purpose="evals",
        expires_after={"anchor": "created_at", "seconds": 3600},
    )
    assert (sent.bytes, sent.filename, sent.expires_at) == (len(content), "žofie.txt", sent.created_at + 3600)
    assert client.files.content(sent.id).read() == content
    big = b'{"a": 1}\n' * 20
    upload = client.uploads.upload_file_chunked(
        file=big, filename="big.jsonl", bytes=len(big), mime_type="application/jsonl", purpose="batch", part_size=64
    )
    assert upload.file is not None
    assert client.files.content(upload.file.id).text == big.decode()
    assert client.files.delete(sent.id).deleted


def lines_of(count: int) -> bytes:
    """Return the input of a batch; the last line is wrong."""
    bodies = [{"model": MODEL, "messages": USER} for _ in range(count - 1)]
    bodies.append({"model": MODEL, "messages": USER, "temperature": 9})
    url = "/v1/chat/completions"
    lines = [{"custom_id": str(n), "method": "POST", "url": url, "body": body} for n, body in enumerate(bodies)]
    return b"".join(json.dumps(line).encode() + b"\n" for line in lines)


def test_a_batch_to_its_end(client: OpenAI, simulator: Served) -> None:
    """Uploaded, started, followed on the clock, its results and errors read."""
    file = client.files.create(file=("in.jsonl", lines_of(10)), purpose="batch")
    batch = client.batches.create(
        input_file_id=file.id, endpoint="/v1/chat/completions", completion_window="24h", metadata={"job": "nightly"}
    )
    states = [batch.status]
    for seconds in (20, 2, 8, 8):
        simulator.advance(seconds)
        states.append(client.batches.retrieve(batch.id).status)
    assert states == ["validating", "in_progress", "in_progress", "finalizing", "completed"]
    done = client.batches.retrieve(batch.id)
    assert done.request_counts is not None
    assert (done.request_counts.completed, done.request_counts.failed) == (9, 1)
    output = [json.loads(line) for line in client.files.content(done.output_file_id or "").iter_lines()]
    assert sorted(line["custom_id"] for line in output) == [str(number) for number in range(9)]
    errors = client.files.content(done.error_file_id or "").text
    assert json.loads(errors)["response"]["body"]["error"]["param"] == "temperature"
    assert [each.id for each in client.batches.list(limit=1)] == [batch.id]
    with pytest.raises(openai.ConflictError):
        client.batches.cancel(batch.id)


def test_a_webhook_is_verified_by_the_client(
    client: OpenAI, simulator: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The client's own unwrap takes the event, and refuses one that was changed."""
    with inbox() as box:
        told = simulator.control("POST", "webhooks", {"url": box.url})
        assert told == {"signing_secret": simulator.webhook_secret}
        waiting = client.responses.create(model=MODEL, input="Think", background=True)
        now = simulator.advance(60)
        assert box.arrived.wait(20)
        headers, body = box.received[0]
    with monkeypatch.context() as patch:
        patch.setattr(time, "time", lambda: now)
        event = client.webhooks.unwrap(body, headers, secret=simulator.webhook_secret)
        with pytest.raises(openai.InvalidWebhookSignatureError):
            client.webhooks.unwrap(body.replace(b"completed", b"failed"), headers, secret=simulator.webhook_secret)
    assert event.type == "response.completed"
    assert event.data.id == waiting.id


def test_misbehaviour_reaches_the_client(client: OpenAI, simulator: Served) -> None:
    """An injected refusal, an overload, and a stream that breaks are what the client says they are."""
    fault = {"kind": "misbehaviour", "ways": ["refusal"]}
    injected = simulator.control("POST", "faults", fault)["id"]
    parsed = client.chat.completions.parse(model=MODEL, messages=USER, response_format=Triage)
    assert parsed.choices[0].message.parsed is None
    assert parsed.choices[0].message.refusal
    simulator.control("DELETE", f"faults/{injected}")
    injected = simulator.control("POST", "faults", {**fault, "ways": ["stream-error"]})["id"]
    with pytest.raises(openai.APIError, match="The server had an error"):
        list(client.chat.completions.create(model=MODEL, messages=USER, stream=True))
    with pytest.raises(openai.InternalServerError):
        client.chat.completions.create(model=MODEL, messages=USER)
    simulator.control("DELETE", f"faults/{injected}")


def test_the_asynchronous_client(simulator: Served) -> None:
    """Twenty calls at once, and a stream."""

    async def session() -> tuple[int, str, str | None]:
        async with AsyncOpenAI(base_url=simulator.url, api_key=simulator.key, max_retries=0) as client:
            calls = [client.chat.completions.create(model=MODEL, messages=USER) for _ in range(20)]
            made = await asyncio.gather(*calls)
            stream = await client.chat.completions.create(model=MODEL, messages=USER, stream=True)
            pieces = [choice.delta.content or "" async for chunk in stream for choice in chunk.choices]
            return len({each.id for each in made}), "".join(pieces), made[0].choices[0].message.content

    count, streamed, whole = asyncio.run(session())
    assert count == 20
    assert streamed == whole
