"""What a model does not take, and what does not go together."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulators.anthropic.desk import Desk, held_to, message_of, tool

BUDGET = {"type": "enabled", "budget_tokens": 1024}
OLD, NEW = "claude-haiku-4-5", "claude-opus-5-5"


@pytest.mark.parametrize(
    ("model", "more", "message"),
    [
        (
            OLD,
            {"max_tokens": 64_001},
            "max_tokens: 64001 > 64000, which is the maximum allowed number of output tokens",
        ),
        (OLD, {"thinking": {"type": "adaptive"}}, "adaptive thinking is not supported on this model"),
        (NEW, {"thinking": BUDGET, "max_tokens": 2000}, '"thinking.type.enabled" is not supported for this model.'),
        (OLD, {"thinking": BUDGET}, "`max_tokens` must be greater than `thinking.budget_tokens`."),
        (OLD, {"output_config": {"effort": "low"}}, "This model does not support the effort parameter."),
        (
            OLD,
            {"tool_choice": {"type": "any"}},
            "tool_choice: tool_choice may only be specified while providing tools.",
        ),
        (
            OLD,
            {"thinking": BUDGET, "max_tokens": 2000, "tools": [tool()], "tool_choice": {"type": "any"}},
            "Thinking may not be enabled when tool_choice forces tool use.",
        ),
        ("claude-opus-4", {"output_config": held_to()}, "output_config.format: structured outputs are not supported"),
        (OLD, {"tools": [tool(), tool()]}, "tools: Tool names must be unique."),
        (
            OLD,
            {"tools": [tool()], "tool_choice": {"type": "tool", "name": "x"}},
            "tool_choice: Tool 'x' not found in provided tools",
        ),
    ],
)
def test_refused_by_a_model(desk: Desk, model: str, more: dict[str, Any], message: str) -> None:
    """With what is wrong."""
    response = desk.ask(model=model, **more)
    assert response.status == 400
    assert message_of(response).startswith(message)


def test_temperature_and_thinking(desk: Desk) -> None:
    """Only the older version has both."""
    body = {**_body(), "thinking": BUDGET, "max_tokens": 2000, "temperature": 0.5}
    refused = desk.post("/v1/messages", body, anthropic_version="2023-06-01")
    assert message_of(refused) == "`temperature` may only be set to 1 when thinking is enabled."
    assert desk.post("/v1/messages", body | {"temperature": 1}, anthropic_version="2023-06-01").status == 200


def test_the_context_ends_somewhere() -> None:
    """Input that is too long is refused; older models refuse output that does not fit, newer ones stop."""
    sizes = {f"{name}:context_tokens": 30.0 for name in (OLD, NEW)}
    desk = Desk(sizes)
    for model in (OLD, NEW):
        assert message_of(desk.ask("x" * 200, model=model)) == "prompt is too long: 57 tokens > 30 maximum"
    refused = desk.ask("x" * 80, model=OLD, max_tokens=100)
    assert message_of(refused).startswith("input length and `max_tokens` exceed context limit: 27 + 100 > 30")
    stopped = desk.ask("x" * 80, model=NEW, max_tokens=100).json()
    assert (stopped["stop_reason"], stopped["usage"]["output_tokens"]) == ("model_context_window_exceeded", 3)


def _body() -> dict[str, Any]:
    return {"model": OLD, "messages": [{"role": "user", "content": "hello"}]}
