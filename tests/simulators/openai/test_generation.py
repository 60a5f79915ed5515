"""Writing, below chat completions and responses."""

from __future__ import annotations

from typing import Any

import pytest

from simulators.openai.catalogue import Catalogue
from simulators.openai.generation import EFFORTS, Ask, Format, Tool, reasoning_of, write
from simulators.openai.options import read_options
from tests.simulators.openai.desk import EXAMPLES, SCHEMA, Desk, contract


def ask(**more: Any) -> Ask:
    """Return something to be written by a model that does not reason."""
    model = Catalogue(contract().profile, read_options({})).find("gpt-4o", 0.0)
    assert model is not None
    said = "My card was charged twice"
    fields: dict[str, Any] = {"model": model, "said": said, "prompt": said, **more}
    return Ask(**fields)


@pytest.mark.parametrize(("effort", "tokens"), [(None, 256), *((name, 256 * share) for name, share in EFFORTS.items())])
def test_effort_scales_the_thinking(effort: str | None, tokens: float) -> None:
    """From none at all to much more than the usual."""
    model = Catalogue(contract().profile, read_options({})).find("gpt-5.5", 0.0)
    assert model is not None
    assert reasoning_of(model, effort, {"reasoning_tokens_default": 256}) == tokens


def test_a_draft_counts_its_tokens() -> None:
    """Thinking and text are told apart and summed."""
    draft = write(Desk().system, ask(reasoning_tokens=10))
    assert draft.text_tokens == -(-len(draft.text) // 4)
    assert draft.tokens == 10 + draft.text_tokens


def test_one_of_the_tools_is_called() -> None:
    """Which one is seeded by the prompt; the arguments come from the brain."""
    tools = (Tool("sort", Format.of_schema(SCHEMA)), Tool("file", Format.of_schema(None)))
    called = {write(Desk().system, ask(tools=tools, prompt=f"prompt {number}")).tool for number in range(20)}
    assert called == {"sort", "file"}
    sorter = Desk(brain={"kind": "examples", "examples": EXAMPLES}).system
    draft = write(sorter, ask(tools=tools[:1]))
    assert '"category":"billing"' in draft.text
    assert draft.finish == "tool_calls"


def test_arguments_are_cut_like_any_text() -> None:
    """The finish reason is length then."""
    draft = write(Desk().system, ask(tools=(Tool("sort", Format.of_schema(SCHEMA)),), tokens_max=3))
    assert (draft.finish, len(draft.text), draft.tool) == ("length", 12, "sort")
