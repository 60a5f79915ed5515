"""What an answer means for trying again."""

from __future__ import annotations

import httpx
import pytest

from adapters.outbound.verdict import Outcome, Verdict, classify_status, verdict_of
from tests.adapters.fake_clock import FakeClock, virtual
from tests.adapters.fake_system import Pieces


@pytest.mark.parametrize(
    ("outcome", "statuses"),
    [
        (Outcome.ANSWERED, [200, 201, 204, 302, 304, 400, 401, 403, 404, 409, 410, 412, 422, 451, 501, 505]),
        (Outcome.THROTTLED, [429]),
        (Outcome.UNAVAILABLE, [503]),
        (Outcome.IN_DOUBT, [408, 500, 502, 504, 507, 520, 529]),
    ],
)
def test_every_status_has_its_outcome(outcome: Outcome, statuses: list[int]) -> None:
    """The final answers, the refusals before anything was done, and those behind which it may have been."""
    assert {status: classify_status(httpx.Response(status)).outcome for status in statuses} == dict.fromkeys(
        statuses, outcome
    )


def test_a_verdict_is_made_once() -> None:
    """Three policies ask; the spoke's classification, which may parse the body, runs once."""
    calls: list[int] = []

    def classify(response: httpx.Response) -> Verdict:
        calls.append(response.status_code)
        return Verdict(Outcome.THROTTLED, 7.0)

    response = httpx.Response(403, json={"code": "LIMIT"})
    verdicts = {verdict_of(response, classify) for _ in range(3)}
    assert (verdicts, calls) == ({Verdict(Outcome.THROTTLED, 7.0)}, [403])


@virtual
async def test_a_stream_is_judged_by_its_status(clock: FakeClock) -> None:
    """A classification that reads bodies is not asked about a body that has not arrived."""

    def classify(response: httpx.Response) -> Verdict:
        response.json()
        raise AssertionError("asked about a stream")

    response = httpx.Response(200, stream=Pieces(clock, b"x"))
    assert verdict_of(response, classify).outcome is Outcome.ANSWERED
