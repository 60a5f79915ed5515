"""``windtunnel explain``: what a finding means."""

from __future__ import annotations

import dataclasses
import json

from windtunnel.gate.explanations import codes, explain, lines


def explain_code(code: str | None, *, as_json: bool) -> int:
    """Print what a code means, or every code when none is given.

    Raises:
        UnknownNameError: nothing has this code.
    """
    if code is None:
        known = codes()
        print(json.dumps(known) if as_json else "\n".join(known))
        return 0
    found = explain(code)
    print(json.dumps(dataclasses.asdict(found)) if as_json else "\n".join(lines(found)))
    return 0
