"""Work that is shared out among processes."""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence

import pytest

from windtunnel.gate import shares
from windtunnel.gate.shares import ShareLostError, balanced, can_share, cores, in_shares
from windtunnel.kernel.errors import UsageError


def _work(share: Sequence[int]) -> tuple[int, list[int]]:
    return os.getpid(), [each * 2 for each in share]


@pytest.fixture
def copies(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Note the processes that are forked."""
    forked: list[int] = []
    fork = os.fork

    def noted() -> int:
        process = fork()
        if process:
            forked.append(process)
        return process

    monkeypatch.setattr(shares, "FORK", noted)
    return forked


def assert_gone(copies: list[int]) -> None:
    """Nobody is left who would have to be waited for."""
    assert copies
    for process in copies:
        with pytest.raises(ChildProcessError):
            os.waitpid(process, os.WNOHANG)


def test_every_share_is_done_in_a_process_of_its_own() -> None:
    """The first one here, each other one in a copy, and results come back in order."""
    done = in_shares(_work, [[1, 2], [3], [4]])
    assert [result for _, result in done] == [[2, 4], [6], [8]]
    assert done[0][0] == os.getpid()
    assert len({process for process, _ in done}) == 3


def test_a_copy_knows_what_this_process_knew() -> None:
    """What was in memory needs no way into the copy."""
    known = {"a": object()}
    assert in_shares(lambda share: [key for key in share if key in known], [["b"], ["a"]]) == [[], ["a"]]


def test_a_copy_that_ends_without_a_result_is_an_error(copies: list[int]) -> None:
    """Nothing is concluded from half of the work, and no process is left."""

    def work(share: Sequence[int]) -> int:
        if share[0]:
            os._exit(7)
        return 0

    with pytest.raises(ShareLostError, match="ended with 7"):
        in_shares(work, [[0], [1]])
    assert_gone(copies)


def test_an_error_in_a_copy_is_raised_here() -> None:
    """An expected one as it is, another one by its name."""

    def work(share: Sequence[int]) -> int:
        if share[0] == 1:
            raise UsageError("no such probe", place="--probe")
        return 1 // (2 - share[0])

    with pytest.raises(UsageError, match="--probe: no such probe"):
        in_shares(work, [[0], [1]])
    with pytest.raises(ShareLostError, match="ZeroDivisionError"):
        in_shares(work, [[0], [2]])


def test_an_error_here_leaves_no_process(copies: list[int]) -> None:
    """The copies are waited for before the error goes on."""

    def work(share: Sequence[int]) -> int:
        return 1 // share[0]

    with pytest.raises(ZeroDivisionError):
        in_shares(work, [[0], [1]])
    assert_gone(copies)


def test_shares_are_even_and_keep_groups_together() -> None:
    """The largest group goes first, and each goes where least is."""
    shares = balanced([[1], [2, 3, 4], [5, 6]], 2)
    assert sorted(map(sorted, shares)) == [[1, 5, 6], [2, 3, 4]]
    assert balanced([], 3) == [[]]
    assert balanced([[1]], 3) == [[1]]


def test_a_process_with_threads_is_not_copied() -> None:
    """They would be missing from the copy."""
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    try:
        assert not can_share()
    finally:
        done.set()
        thread.join()
    assert cores() >= 1
