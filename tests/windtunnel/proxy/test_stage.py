"""One step of a link."""

from __future__ import annotations

from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from windtunnel.kernel.clock import SteppedClock
from windtunnel.proxy.stage import Chunk, Ending, Stage
from windtunnel.proxy.toxics import TOXIC_TYPES

from .piping import Collector, Loaded, Pipe


def test_what_the_next_step_has_no_room_for_is_kept() -> None:
    """And goes on when there is room; the step before is told that there is room again."""
    pipe = Pipe("noop")
    pipe.out.room = 1
    for data in (b"a", b"b", b"c"):
        pipe.send(data)
    assert pipe.out.chunks == [b"a"]
    assert not pipe.stage.has_room()
    pipe.out.room = 9
    pipe.stage.pump()
    assert pipe.out.chunks == [b"a", b"b", b"c"]
    assert pipe.stage.has_room()


def test_the_end_comes_after_everything_else() -> None:
    """However long the next step has no room."""
    pipe = Pipe("noop")
    pipe.out.room = 0
    pipe.send(b"a")
    pipe.end()
    assert (pipe.out.chunks, pipe.out.ending) == ([], None)
    assert not pipe.stage.is_over
    pipe.out.room = 9
    pipe.stage.pump()
    assert (pipe.out.data, pipe.out.ending) == (b"a", Ending.CLOSED)
    assert pipe.stage.is_over


def test_nothing_comes_out_of_a_connection_that_is_gone() -> None:
    """Held chunks and timers are forgotten."""
    pipe = Pipe("latency", latency=100)
    pipe.send(b"a")
    pipe.stage.discard()
    pipe.clock.advance(1)
    assert (pipe.out.chunks, pipe.out.ending) == ([], None)


def test_dice_that_do_not_strike_let_everything_pass() -> None:
    """Whatever the toxic is."""
    attributes: dict[str, dict[str, int]] = {"slicer": {"average_size": 1}}
    for name in TOXIC_TYPES:
        pipe = Pipe(name, strikes=False, **attributes.get(name, {}))
        pipe.send(b"hello")
        pipe.end()
        assert (pipe.out.chunks, pipe.out.ending) == ([b"hello"], Ending.CLOSED), name


class Chain:
    """Stages in a row that come and go, as in a link."""

    def __init__(self) -> None:
        self.clock = SteppedClock(0.0)
        self.out = Collector(self.clock)
        self.stages: list[Stage[Any]] = [self._make("noop", {})]
        self.stages[0].connect(lambda: None, self.out)

    def _make(self, name: str, attributes: dict[str, int]) -> Stage[Any]:
        kind = TOXIC_TYPES[name]
        return kind.stage(kind.attributes(**attributes), self.clock, Random(1), Loaded())

    def add(self, name: str, attributes: dict[str, int]) -> None:
        """Append a stage, unless everything is over."""
        if self.stages[-1].is_over:
            return
        stage = self._make(name, attributes)
        stage.connect(self.stages[-1].pump, self.out)
        self.stages[-1].connect_next(stage)
        self.stages.append(stage)
        stage.start()
        self.stages[-2].pump()

    def remove(self, index: int) -> None:
        """Take one out."""
        place = 1 + index % (len(self.stages) - 1)
        removed = self.stages.pop(place)
        removed.withdraw()
        before = self.stages[place - 1]
        before.take_over(removed)
        if place < len(self.stages):
            self.stages[place].connect_previous(before.pump)
        before.pump()


KINDS = st.sampled_from(
    [
        ("latency", {"latency": 20, "jitter": 10}),
        ("bandwidth", {"rate": 1}),
        ("bandwidth", {"rate": 0}),
        ("slicer", {"average_size": 3, "size_variation": 1, "delay": 700}),
        ("slow_close", {"delay": 30}),
        ("reset_peer", {"timeout": 10_000_000}),
        ("noop", {}),
    ]
)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), KINDS),
        st.tuples(st.just("remove"), st.integers(0, 9)),
        st.tuples(st.just("change"), st.integers(0, 9)),
        st.tuples(st.just("send"), st.integers(1, 400)),
        st.tuples(st.just("room"), st.integers(0, 9)),
        st.tuples(st.just("wait"), st.integers(1, 60)),
    ),
    max_size=40,
)


def take(chain: Chain, step: str, argument: Any, sent: bytearray) -> None:
    """Let one thing happen to a chain."""
    if step == "add":
        chain.add(*argument)
    elif step == "send" and chain.stages[0].has_room():
        data = bytes((len(sent) + offset) % 251 for offset in range(argument))
        sent.extend(data)
        chain.stages[0].push(Chunk(data, chain.clock.now()))
    elif step == "room":
        chain.out.room = len(chain.out.chunks) + argument
        chain.stages[-1].pump()
    elif step == "wait":
        chain.clock.advance(argument / 1000)
    elif len(chain.stages) > 1:
        if step == "remove":
            chain.remove(argument)
        else:
            stage = chain.stages[1 + argument % (len(chain.stages) - 1)]
            stage.change(stage.attributes, stage.dice)


@given(steps=STEPS, end_at=st.integers(0, 40))
def test_no_byte_is_lost_doubled_or_moved_while_stages_come_and_go(steps: list[tuple[str, Any]], end_at: int) -> None:
    """Whatever is added, changed and removed, with whatever room there is; the end comes once, after the last byte."""
    chain, sent = Chain(), bytearray()
    ended = False
    for number, (step, argument) in enumerate(steps):
        if number == end_at:
            chain.stages[0].end(Ending.CLOSED)
            ended = True
        if not (ended and step == "send"):
            take(chain, step, argument, sent)
        assert bytes(sent).startswith(chain.out.data)
    chain.out.room = 1 << 30
    while len(chain.stages) > 1:
        chain.remove(0)
    chain.stages[0].pump()
    if not ended:
        chain.stages[0].end(Ending.CLOSED)
    assert chain.out.data == bytes(sent)
    assert chain.out.ending is Ending.CLOSED
