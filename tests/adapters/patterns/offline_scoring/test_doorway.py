"""The HTTP interface."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.inbound.asgi import Application
from tests.adapters.inbound.fakes import request
from tests.adapters.patterns.offline_scoring.service import World, call, serve


def test_a_candidate_is_tried_and_takes_over(tmp_path: Path) -> None:
    """Over HTTP alone: scores, feedback, and what the model says of itself."""

    async def scenario(application: Application, world: World) -> None:
        answer = await call(application, "POST", "/v1/model/candidate", {"version": "2", "source": "more"})
        assert (answer.status, answer.content["phase"]) == (202, "shadow")
        before = (await call(application, "GET", "/v1/model")).content
        assert (before["version"], before["shadow"]["version"], before["rows"]) == ("1", "2", 4)
        assert before["memory_bytes"] < before["memory_bytes_max"]
        for id, text, label in (("a", "puppy", "dog"), ("b", "kitten", "cat")):
            assert (await call(application, "POST", "/v1/scores", {"id": id, "text": text})).status == 200
            said = (await call(application, "POST", "/v1/feedback", {"id": id, "label": label})).content
        assert said["models"] == "promoted"
        after = (await call(application, "GET", "/v1/model")).content
        assert (after["version"], after["phase"], after["trial"]["answers"]) == ("2", "watch", 0)
        assert after["digest"] == before["shadow"]["digest"]

    serve(tmp_path, scenario)


@pytest.mark.parametrize(
    ("path", "content", "status"),
    [
        ("/v1/scores", {"id": "a"}, 422),
        ("/v1/scores", {"id": "a", "text": ""}, 422),
        ("/v1/scores", {"id": "a", "text": "x" * 4001}, 422),
        ("/v1/scores", {"id": "a/b", "text": "x"}, 422),
        ("/v1/scores", [], 422),
        ("/v1/feedback", {"id": "unknown", "label": "cat"}, 404),
        ("/v1/model/candidate", {"version": "2", "source": "../more"}, 422),
        ("/v1/model/candidate", {"version": "2", "source": "nothing"}, 422),
        ("/v1/model/candidate", {"version": "1", "source": "rows"}, 409),
        ("/v1/nothing", {}, 404),
        ("/v1/model", {}, 405),
    ],
)
def test_what_is_wrong_is_refused(tmp_path: Path, path: str, content: object, status: int) -> None:
    """With a status that says whether it can ever work."""

    async def scenario(application: Application, world: World) -> None:
        answer = await call(application, "POST", path, content)
        assert answer.status == status
        assert answer.content["error"]

    serve(tmp_path, scenario)


def test_a_body_is_read_up_to_its_bound(tmp_path: Path) -> None:
    """Memory is bounded from the first byte on."""

    async def scenario(application: Application, world: World) -> None:
        answer = await request(application, "POST", "/v1/scores", b"x" * 101)
        assert answer is not None
        assert answer.status == 413
        assert (await call(application, "GET", "/healthz")).status == 200

    serve(tmp_path, scenario, EMBEDDED_BODY_BYTES="100")
