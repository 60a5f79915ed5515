"""A whole working session of the vendor's own client, unmodified, over a real socket."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from enum import Enum
from typing import Any

import anthropic
import pytest
from anthropic import Anthropic, AsyncAnthropic
from pydantic import BaseModel

from tests.simulators.anthropic.desk import message_body, tool
from tests.simulators.anthropic.serving import Served, served

MODEL = "claude-haiku-4-5"
NAME = "claude-haiku-4-5-20251001"
USER: Any = [{"role": "user", "content": "Kde je můj balík? 📦"}]
TOOL: Any = tool()


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
def connected(simulator: Served) -> Iterator[Anthropic]:
    """Return the client, made once because that takes longer than most tests."""
    with Anthropic(base_url=simulator.url, api_key=simulator.key, max_retries=0) as made:
        yield made


@pytest.fixture
def client(simulator: Served, connected: Anthropic) -> Anthropic:
    """Return the client of a simulator in its first state."""
    simulator.control("POST", "reset")
    simulator.control("PUT", "quotas", {"scale": 1})
    return connected


def said(client: Anthropic, **more: Any) -> str:
    """Return the text of an answer."""
    message = client.messages.create(model=MODEL, max_tokens=500, messages=USER, **more)
    return "".join(block.text for block in message.content if block.type == "text")


def test_models_are_listed_by_pages_and_read(client: Anthropic) -> None:
    """Listed page by page in both directions, read by alias and by name."""
    everything = [model.id for model in client.models.list()]
    assert NAME in everything
    assert [model.id for model in client.models.list(limit=2)] == everything
    page = client.models.list(limit=2, before_id=everything[4])
    assert [model.id for model in page.data] == everything[2:4]
    assert client.models.retrieve(MODEL) == client.models.retrieve(NAME)
    capabilities = client.models.retrieve(MODEL).capabilities
    assert capabilities is not None
    assert capabilities.structured_outputs.supported


def test_a_message(client: Anthropic) -> None:
    """Text, usage, stop reason, and the same answer to the same question."""
    message = client.messages.create(
        model=MODEL,
        max_tokens=500,
        system=[{"type": "text", "text": "Answer briefly."}],
        messages=[*USER, {"role": "assistant", "content": "Where do you live?"}, {"role": "user", "content": "Žižkov"}],
    )
    assert (message.model, message.stop_reason, message.stop_sequence) == (NAME, "end_turn", None)
    assert message.usage.output_tokens > 0
    assert message._request_id is not None
    assert message._request_id.startswith("req_")
    assert said(client) == said(client)


def test_nulls_and_empty_values_are_taken(client: Anthropic) -> None:
    """What may be null says nothing when it is."""
    message = client.messages.create(
        model=MODEL,
        max_tokens=100,
        messages=[{"role": "user", "content": [{"type": "text", "text": "hello", "cache_control": None}]}],
        cache_control=None,
        metadata={"user_id": None},
        stop_sequences=[],
        tools=[],
    )
    assert message.content


@pytest.mark.parametrize("key", ["sk-ant-api03-" + "x" * 95, "wrong"])
def test_bad_credentials(simulator: Served, key: str) -> None:
    """AuthenticationError, by either header, and the key is nowhere in it."""
    with Anthropic(base_url=simulator.url, api_key=key, max_retries=0) as stranger:
        with pytest.raises(anthropic.AuthenticationError) as caught:
            stranger.models.list()
        with pytest.raises(anthropic.AuthenticationError, match="invalid x-api-key"):
            stranger.models.list(extra_headers={"x-api-key": key})
    assert caught.value.type == "authentication_error"
    assert key not in str(caught.value)


def test_an_older_client_signs_in_by_its_own_header(client: Anthropic, simulator: Served) -> None:
    """x-api-key and the older version still count, and with it the parameters that were removed since."""
    with Anthropic(base_url=simulator.url, api_key="unused", max_retries=0) as older:
        headers = {"x-api-key": simulator.key, "anthropic-version": "2023-06-01"}
        message = older.messages.create(
            model=MODEL, max_tokens=9, messages=USER, extra_headers=headers, extra_body={"temperature": 0.2}
        )
    assert message.stop_reason in ("end_turn", "max_tokens")
    with pytest.raises(anthropic.BadRequestError, match="temperature: Extra inputs"):
        client.messages.create(model=MODEL, max_tokens=9, messages=USER, extra_body={"temperature": 0.2})


def test_bad_input(client: Anthropic) -> None:
    """The client's exceptions tell type, message and request."""
    wrong: Any = [{"role": "user", "content": [{"type": "image", "source": {"type": "base64"}}]}]
    with pytest.raises(anthropic.BadRequestError) as caught:
        client.messages.create(model=MODEL, max_tokens=9, messages=wrong)
    assert "messages.0.content.0.image.source.base64.media_type: Field required" in str(caught.value)
    assert caught.value.type == "invalid_request_error"
    assert (caught.value.request_id or "").startswith("req_")
    with pytest.raises(anthropic.NotFoundError, match="model: claude-9"):
        client.messages.create(model="claude-9", max_tokens=9, messages=USER)
    with pytest.raises(anthropic.NotFoundError):
        client.post("/no/such/path", cast_to=object)


def test_what_is_not_built_is_refused_once(client: Anthropic) -> None:
    """501, and the client is told not to repeat it."""
    search: Any = [{"type": "web_search_20250305", "name": "web_search"}]
    with pytest.raises(anthropic.InternalServerError) as caught:
        client.with_options(max_retries=2).messages.create(model=MODEL, max_tokens=9, messages=USER, tools=search)
    assert caught.value.status_code == 501
    assert caught.value.response.headers["x-should-retry"] == "false"
    with pytest.raises(anthropic.InternalServerError, match="not simulated"):
        client.skills.list()


def test_the_quota_is_exceeded_and_recovered_by_its_headers(client: Anthropic, simulator: Served) -> None:
    """429 tells how long to wait, and waiting exactly that long is enough; nobody sleeps."""
    simulator.control("PUT", "quotas", {"scale": 0.005, "name": "requests_per_minute"})
    seen = []
    for _ in range(5):
        raw = client.messages.with_raw_response.create(model=MODEL, max_tokens=100, messages=USER)
        seen.append(raw.headers["anthropic-ratelimit-requests-remaining"])
    assert seen == ["4", "3", "2", "1", "0"]
    with pytest.raises(anthropic.RateLimitError) as caught:
        client.messages.create(model=MODEL, max_tokens=100, messages=USER)
    assert caught.value.type == "rate_limit_error"
    assert f"rate limit of 5 requests per minute (org: {simulator.organization}" in str(caught.value)
    headers = caught.value.response.headers
    assert headers["retry-after"] == "12"
    reset = datetime.fromisoformat(headers["anthropic-ratelimit-requests-reset"]).timestamp()
    simulator.advance(int(headers["retry-after"]))
    assert client.messages.create(model=MODEL, max_tokens=100, messages=USER).content
    now = simulator.advance(0)
    assert reset - now == 48


def test_tokens_are_limited_too(client: Anthropic, simulator: Served) -> None:
    """Output that was written counts against its own bucket."""
    simulator.control("PUT", "quotas", {"scale": 0.0004, "name": "output_tokens_per_minute"})
    with pytest.raises(anthropic.RateLimitError, match="40 output tokens per minute"):
        for _ in range(20):
            client.messages.create(model=MODEL, max_tokens=100, messages=USER)


def test_twenty_at_once(client: Anthropic) -> None:
    """Parallel calls all get an answer of their own."""
    with ThreadPoolExecutor(20) as pool:
        asked = pool.map(
            lambda _: client.messages.create(model=MODEL, max_tokens=100, messages=USER).id,
            range(20),
        )
        assert len(set(asked)) == 20


def test_a_stream_of_raw_events(client: Anthropic) -> None:
    """The vendor's order of events; ping is swallowed by the client."""
    with client.messages.create(model=MODEL, max_tokens=500, messages=USER, stream=True) as stream:
        kinds = [event.type for event in stream]
    assert kinds[:2] == ["message_start", "content_block_start"]
    assert set(kinds[2:-3]) == {"content_block_delta"}
    assert kinds[-3:] == ["content_block_stop", "message_delta", "message_stop"]


def test_the_stream_helper(client: Anthropic) -> None:
    """The client's own accumulation gives the message that is given without a stream."""
    with client.messages.stream(model=MODEL, max_tokens=500, messages=USER) as stream:
        text = "".join(stream.text_stream)
        final = stream.get_final_message()
    whole = client.messages.create(model=MODEL, max_tokens=500, messages=USER)
    assert text == said(client)
    assert final.usage.output_tokens == whole.usage.output_tokens
    assert final.stop_reason == whole.stop_reason


def test_thinking_is_streamed_before_the_text(client: Anthropic) -> None:
    """A thinking block with its signature, which may be handed back."""
    with client.messages.stream(
        model=MODEL, max_tokens=4000, messages=USER, thinking={"type": "enabled", "budget_tokens": 1024}
    ) as stream:
        final = stream.get_final_message()
    assert [block.type for block in final.content] == ["thinking", "text"]
    details = final.usage.output_tokens_details
    assert details is not None
    assert details.thinking_tokens == 200
    again: Any = [*USER, final.to_param(), {"role": "user", "content": "And now?"}]
    assert client.messages.create(model=MODEL, max_tokens=500, messages=again).content


def test_parse_with_pydantic(client: Anthropic) -> None:
    """Enums, optional values and numbers, at once and streamed."""
    parsed = client.messages.parse(model=MODEL, max_tokens=500, messages=USER, output_format=Triage)
    assert isinstance(parsed.parsed_output, Triage)
    with client.messages.stream(model=MODEL, max_tokens=500, messages=USER, output_format=Triage) as stream:
        assert stream.get_final_message().parsed_output == parsed.parsed_output


def test_a_schema_that_cannot_be_enforced_is_refused(client: Anthropic) -> None:
    """The client's own transformation would have moved the bounds into the description."""
    schema = {"type": "object", "properties": {"a": {"type": "number", "minimum": 0}}, "additionalProperties": False}
    with pytest.raises(anthropic.BadRequestError, match="property 'minimum' is not supported"):
        said(client, output_config={"format": {"type": "json_schema", "schema": schema}})


def test_tools_round_trip(client: Anthropic) -> None:
    """The call comes with its input, at once and streamed, and the result is taken."""
    asked: Any = {"model": MODEL, "max_tokens": 500, "messages": USER, "tools": [TOOL]}
    first = client.messages.create(**asked, tool_choice={"type": "tool", "name": "find_order"})
    assert first.stop_reason == "tool_use"
    called = first.content[0]
    assert called.type == "tool_use"
    assert set(called.input) == {"number"}
    with client.messages.stream(**asked, tool_choice={"type": "any"}) as stream:
        streamed = stream.get_final_message().content[0]
    assert streamed.type == "tool_use"
    assert streamed.input == called.input
    results: Any = [{"type": "tool_result", "tool_use_id": called.id, "content": "shipped"}]
    history: Any = [*USER, first.to_param(), {"role": "user", "content": results}]
    assert client.messages.create(**{**asked, "messages": history}).stop_reason == "end_turn"
    with pytest.raises(anthropic.BadRequestError, match="without `tool_result` blocks immediately after"):
        client.messages.create(**{**asked, "messages": history[:2]})


def test_tokens_are_counted(client: Anthropic) -> None:
    """The count is what the message is charged."""
    counted = client.messages.count_tokens(model=MODEL, messages=USER, tools=[TOOL]).input_tokens
    charged = client.messages.create(model=MODEL, max_tokens=9, messages=USER, tools=[TOOL]).usage.input_tokens
    assert counted == charged


def test_a_cached_prompt_is_read_until_it_expires(client: Anthropic, simulator: Served) -> None:
    """Written once, read while it lives, written again after five minutes without use."""
    long: Any = [{"type": "text", "text": "policy " * 1000, "cache_control": {"type": "ephemeral"}}]

    def used() -> tuple[int | None, int | None]:
        usage = client.messages.create(model=MODEL, max_tokens=9, system=long, messages=USER).usage
        return usage.cache_creation_input_tokens, usage.cache_read_input_tokens

    assert used() == (1750, 0)
    simulator.advance(299)
    assert used() == (0, 1750)
    simulator.advance(301)
    assert used() == (1750, 0)


def test_files(client: Anthropic) -> None:
    """Uploaded, listed by pages, used in a message, not downloadable, deleted."""
    sent = [client.files.upload(file=(f"{n}-žofie.txt", io.BytesIO(b"x" * 400), "text/plain")) for n in range(5)]
    assert (sent[0].filename, sent[0].size_bytes, sent[0].mime_type) == ("0-žofie.txt", 400, "text/plain")
    assert [file.id for file in client.files.list(limit=2)] == [file.id for file in reversed(sent)]
    document: Any = {"type": "document", "source": {"type": "file", "file_id": sent[0].id}}
    asked: Any = [{"role": "user", "content": [document, {"type": "text", "text": "Summarise."}]}]
    assert client.messages.create(model=MODEL, max_tokens=100, messages=asked).usage.input_tokens > 100
    with pytest.raises(anthropic.BadRequestError) as caught:
        client.files.download(sent[0].id)
    assert getattr(caught.value, "error_code", None) == "file_not_downloadable"
    assert client.files.delete(sent[0].id).id == sent[0].id
    with pytest.raises(anthropic.NotFoundError):
        client.files.retrieve_metadata(sent[0].id)


def test_a_batch_to_its_end(client: Anthropic, simulator: Served) -> None:
    """Started, followed on the clock, its results read from the address that it tells, deleted."""
    params: list[Any] = [message_body(), message_body(max_tokens=0), message_body(model="claude-9"), {"model": MODEL}]
    requests: Any = [{"custom_id": f"r{number}", "params": each} for number, each in enumerate(params)]
    batch = client.messages.batches.create(requests=requests)
    assert (batch.processing_status, batch.request_counts.processing) == ("in_progress", 4)
    with pytest.raises(anthropic.AnthropicError, match="No `results_url`"):
        client.messages.batches.results(batch.id)
    simulator.advance(1)
    assert client.messages.batches.retrieve(batch.id).request_counts.processing == 4
    simulator.advance(1)
    done = client.messages.batches.retrieve(batch.id)
    assert (done.processing_status, done.request_counts.succeeded, done.request_counts.errored) == ("ended", 2, 2)
    results = {each.custom_id: each.result for each in client.messages.batches.results(batch.id)}
    assert {identifier: result.type for identifier, result in results.items()} == {
        "r0": "succeeded",
        "r1": "succeeded",
        "r2": "errored",
        "r3": "errored",
    }
    assert results["r0"].type == "succeeded"
    assert results["r0"].message.usage.service_tier == "batch"
    assert results["r3"].type == "errored"
    assert results["r3"].error.error.message == "max_tokens: Field required"
    assert client.messages.batches.delete(batch.id).type == "message_batch_deleted"


def test_a_batch_is_canceled(client: Anthropic, simulator: Served) -> None:
    """What was written is kept, the rest is canceled; batches are listed newest first."""
    made = []
    for _ in range(2):
        requests: Any = [{"custom_id": f"r{number}", "params": message_body()} for number in range(100)]
        made.append(client.messages.batches.create(requests=requests).id)
    simulator.advance(5)
    assert client.messages.batches.cancel(made[0]).processing_status == "canceling"
    simulator.advance(20)
    counts = client.messages.batches.retrieve(made[0]).request_counts
    assert (counts.succeeded, counts.canceled, counts.processing) == (10, 90, 0)
    assert [batch.id for batch in client.messages.batches.list(limit=1)] == [made[1], made[0]]


def test_an_administrator_reads_limits_and_workspaces(client: Anthropic, simulator: Served) -> None:
    """With an admin key only, and limits are those in force."""
    simulator.control("PUT", "quotas", {"scale": 0.1, "name": "requests_per_minute"})
    with Anthropic(base_url=simulator.url, api_key=simulator.admin_key, max_retries=0) as admin:
        assert admin.organization.retrieve().id == simulator.organization
        limits = list(admin.organization.rate_limits.list(model=MODEL))
        made = admin.organization.workspaces.create(name="Žofie", tags={"team": "a"})
        changed = admin.organization.workspaces.update(made.id, name="Eva", tags={"team": None, "b": "c"})
        assert (changed.name, changed.tags) == ("Eva", {"b": "c"})
        assert admin.organization.workspaces.archive(made.id).archived_at is not None
        assert made.id not in [each.id for each in admin.organization.workspaces.list()]
    assert [limit.value for limit in limits[0].limits] == [100, 500_000, 100_000]
    with pytest.raises(anthropic.AuthenticationError):
        client.organization.retrieve()


def test_misbehaviour_reaches_the_client(client: Anthropic, simulator: Served) -> None:
    """An injected refusal, an overload, and a stream that breaks are what the client says they are."""
    fault = {"kind": "misbehaviour", "ways": ["refusal"]}
    injected = simulator.control("POST", "faults", fault)["id"]
    refused = client.messages.create(model=MODEL, max_tokens=100, messages=USER)
    assert refused.stop_reason == "refusal"
    assert refused.stop_details is not None
    simulator.control("DELETE", f"faults/{injected}")
    injected = simulator.control("POST", "faults", {**fault, "ways": ["stream-error"]})["id"]
    with pytest.raises(anthropic.APIStatusError, match="Overloaded"):
        list(client.messages.create(model=MODEL, max_tokens=100, messages=USER, stream=True))
    with pytest.raises(anthropic.InternalServerError):
        client.messages.create(model=MODEL, max_tokens=100, messages=USER)
    simulator.control("DELETE", f"faults/{injected}")
    injected = simulator.control("POST", "faults", {"kind": "status", "status": 529})["id"]
    with pytest.raises(anthropic.APIStatusError) as caught:
        client.messages.create(model=MODEL, max_tokens=100, messages=USER)
    assert type(caught.value).__name__ == "OverloadedError"
    simulator.control("DELETE", f"faults/{injected}")


def test_the_asynchronous_client(simulator: Served) -> None:
    """Twenty calls at once, and a stream."""

    async def session() -> tuple[int, str, str]:
        async with AsyncAnthropic(base_url=simulator.url, api_key=simulator.key, max_retries=0) as client:
            calls = [client.messages.create(model=MODEL, max_tokens=500, messages=USER) for _ in range(20)]
            made = await asyncio.gather(*calls)
            async with client.messages.stream(model=MODEL, max_tokens=500, messages=USER) as stream:
                text = await stream.get_final_text()
            block = made[0].content[0]
            return len({each.id for each in made}), text, block.text if block.type == "text" else ""

    count, streamed, whole = asyncio.run(session())
    assert count == 20
    assert streamed == whole
