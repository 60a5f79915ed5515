"""``slicer``."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from windtunnel.proxy.toxics.slicer import PIECES_A_TURN_MAX, SlicerAttributes

from ..piping import Pipe

DATA = bytes(range(250)) * 40


def test_chunks_are_halved_until_they_are_small_enough() -> None:
    """1024 bytes in pieces of 128, without a pause at once."""
    pipe = Pipe("slicer", average_size=128)
    pipe.send(b"x" * 1024)
    assert [len(chunk) for chunk in pipe.out.chunks] == [128] * 8
    assert pipe.out.times == [0.0] * 8


def test_there_is_a_pause_after_each_piece() -> None:
    """The last one included: the next chunk waits for it."""
    pipe = Pipe("slicer", average_size=128, delay=10_000)
    pipe.send(b"x" * 256)
    pipe.send(b"y")
    pipe.clock.advance(1)
    assert pipe.out.times == [0.0, 0.01, 0.02]


def test_many_pieces_do_not_hold_up_the_loop() -> None:
    """After so many of them everything else has its turn; without a delay no time passes."""
    pipe = Pipe("slicer", average_size=1)
    pipe.send(DATA)
    assert len(pipe.out.chunks) == PIECES_A_TURN_MAX
    pipe.clock.advance(0)
    assert pipe.out.data == DATA
    assert set(pipe.out.times) == {0.0}


def test_small_chunks_stay_whole() -> None:
    """Up to the average and its variation."""
    pipe = Pipe("slicer", average_size=100, size_variation=50)
    pipe.send(b"x" * 150)
    assert pipe.out.chunks == [b"x" * 150]


@given(size=st.integers(1, 5000), average=st.integers(1, 600), variation=st.integers(0, 599), seed=st.integers(0, 1000))
def test_pieces_are_never_empty_never_too_large_and_the_same_bytes(
    size: int, average: int, variation: int, seed: int
) -> None:
    """Whatever the sizes are."""
    pipe = Pipe("slicer", seed=seed, average_size=average, size_variation=variation % average)
    data = (DATA * 2)[:size]
    pipe.send(data)
    pipe.clock.advance(1)
    assert pipe.out.data == data
    assert all(0 < len(chunk) <= average + variation % average for chunk in pipe.out.chunks)


def test_removal_lets_the_rest_go_in_one_piece() -> None:
    """Nothing twice, nothing missing."""
    pipe = Pipe("slicer", average_size=100, delay=1000)
    pipe.send(DATA)
    pipe.clock.advance(0.0015)
    assert len(pipe.withdraw()) == 1
    assert pipe.out.data == DATA


def test_a_change_goes_on_with_the_new_sizes() -> None:
    """The rest of the chunk under way goes out in one piece first."""
    pipe = Pipe("slicer", average_size=100, delay=1000)
    pipe.send(b"a" * 400)
    pipe.change(average_size=10)
    pipe.send(b"b" * 20)
    assert [len(chunk) for chunk in pipe.out.chunks] == [100, 300, 10, 10]


@pytest.mark.parametrize(
    "attributes",
    [{}, {"average_size": 0}, {"average_size": -1}, {"average_size": 5, "size_variation": 5}, {"size_variation": 1}],
)
def test_sizes_without_meaning_are_refused(attributes: dict[str, int]) -> None:
    """They crash the original server."""
    with pytest.raises(ValidationError):
        SlicerAttributes(**attributes)
