"""The process that verifies pacts with pact-python, whose native part prints and cannot be interrupted.

One JSON object comes in on standard input, one goes out: per pact file what failed, and whether a pact made from what
the system answers passes, and the same pact with another status does not.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import requests
from pact import Verifier

from .interactions import HTTP, http_interactions, states_of, without_messages

CALL_SECONDS_MAX = 5
UNLIKELY_STATUS = 599
Order = Mapping[str, Any]


def main() -> None:
    """Work off the order on standard input; what the native part prints goes to standard error."""
    order = json.load(sys.stdin)
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    print(json.dumps(work(order)), file=out, flush=True)


def work(order: Order) -> dict[str, Any]:
    """Verify the pacts of an order.

    Args:
        order: ``url``, ``provider``, ``headers``, ``states`` (records by state), ``control`` (control API),
            ``snapshot``, ``pacts`` (files).
    """
    failures = {file: _of_file(order, json.loads(Path(file).read_text(encoding="utf-8"))) for file in order["pacts"]}
    return {"files": failures, **_proofs(order)}


def _of_file(order: Order, pact: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Verify interaction by interaction, each from the simulator's first state, so that none sees another's effects."""
    found = []
    for index, interaction in http_interactions(pact):
        about = {"index": index, "description": str(interaction.get("description", ""))}
        trouble = _prepare(order, interaction)
        told = [trouble] if trouble else _mismatches(order, {**pact, "interactions": [interaction]})
        found += [{**about, **mismatch} for mismatch in told]
    return found


def _mismatches(order: Order, pact: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return what did not match in a pact with one interaction; each with its place and a message."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "pact.json"
        file.write_text(json.dumps(without_messages(pact, order["provider"])), encoding="utf-8")
        verifier = Verifier(order["provider"], host="127.0.0.1").add_transport(url=order["url"])
        verifier.add_source(file).set_request_timeout(CALL_SECONDS_MAX * 1000).set_coloured_output(enabled=False)
        for name, value in order["headers"].items():
            verifier.add_custom_header(name, value)
        verifier.state_handler(lambda state, action, parameters: None, teardown=False)
        try:
            verifier.verify()
        except RuntimeError as error:
            return _told(verifier.results) or [{"place": "", "message": str(error)}]
        return _told(verifier.results)


def _told(results: Mapping[str, Any]) -> list[dict[str, str]]:
    found = []
    for error in results.get("errors", ()):
        mismatch = error.get("mismatch", {})
        listed = [_mismatch(each) for each in mismatch.get("mismatches", ())]
        found += listed or [{"place": "", "message": str(mismatch.get("message", mismatch))}]
    return found


def _mismatch(data: Mapping[str, Any]) -> dict[str, str]:
    place = " ".join(str(data[key]) for key in ("path", "key", "parameter") if data.get(key))
    kind = str(data.get("type", "")).removesuffix("Mismatch").lower()
    return {"place": " ".join(part for part in (kind, place) if part), "message": str(data.get("mismatch", kind))}


def _prepare(order: Order, interaction: Mapping[str, Any]) -> dict[str, str] | None:
    """Take the simulator back to its first state and put in the provider states; return what stands in the way.

    It is done here and not in pact-python's handler: one that raises leaves the native part waiting for ever.
    """
    url = f"{order['control']}snapshot"
    _session().put(url, json={"name": order["snapshot"]}, timeout=CALL_SECONDS_MAX).raise_for_status()
    for state in states_of(interaction):
        answer = _session().post(
            f"{order['control']}seed", json=order["states"].get(state, {}), timeout=CALL_SECONDS_MAX
        )
        if answer.status_code >= requests.codes.bad_request:
            return {"place": "state", "message": f"state {state!r} cannot be put in: {answer.text[:200]}"}
    return None


def _proofs(order: Order) -> dict[str, bool]:
    """Verify a pact that is made from one real answer, and the same pact with another status."""
    path = "/windtunnel-control"
    status = _session().get(order["url"] + path, headers=order["headers"], timeout=CALL_SECONDS_MAX).status_code
    control, planted = (_mismatches(order, _made(path, each)) for each in (status, UNLIKELY_STATUS))
    return {"control": not control, "planted": bool(planted)}


def _session() -> requests.Session:
    session = requests.Session()
    session.trust_env = False
    return session


def _made(path: str, status: int) -> dict[str, Any]:
    return {
        "consumer": {"name": "windtunnel"},
        "provider": {"name": "windtunnel"},
        "interactions": [
            {
                "type": HTTP,
                "description": "control",
                "request": {"method": "GET", "path": path},
                "response": {"status": status},
            }
        ],
        "metadata": {"pactSpecification": {"version": "4.0"}},
    }


if __name__ == "__main__":
    main()
