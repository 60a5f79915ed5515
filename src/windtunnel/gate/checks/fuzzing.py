"""The process that sends generated requests and judges the answers with schemathesis.

It is a process of its own so that it can be ended when its time is over, and so that neither schemathesis nor
hypothesis is imported by who does not use them. One JSON object comes in on standard input (``Order``); one JSON
object a line goes out: what each operation came to, and last the proofs.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Iterator, Mapping
from typing import Any

import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import HypothesisException
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS
from schemathesis.core.errors import SchemathesisError
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.core.transport import Response

CODES = {
    "ServerError": "conformance-server-error",
    "UndefinedStatusCode": "conformance-status-undocumented",
    "MissingContentType": "conformance-content-type",
    "MalformedMediaType": "conformance-content-type",
    "UndefinedContentType": "conformance-content-type",
    "MissingHeaders": "conformance-header-missing",
    "JsonSchemaError": "conformance-response-schema",
    "DiscriminatorMismatch": "conformance-response-schema",
    "MalformedJson": "conformance-not-json",
    "ContentDeserializationError": "conformance-not-json",
    "AcceptedNegativeData": "conformance-accepts-invalid",
    "RejectedPositiveData": "conformance-rejects-valid",
}
OTHER = "conformance-other"
NOT_BUILT = 501
REFUSED = frozenset({401, 403})
CALL_SECONDS_MAX = 5.0
MESSAGE_CHARACTERS_MAX = 300
NEGATIVE = "negative_data_rejection"
UNMINDED = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
"""A few examples are wanted whatever they cost; the time is bounded elsewhere."""
Order = Mapping[str, Any]
Found = dict[str, Any]


def main() -> None:
    """Work off the order on standard input."""
    order = json.load(sys.stdin)
    for line in work(order):
        print(json.dumps(line), flush=True)


def work(order: Order) -> Iterator[Found]:
    """Call the operations of an order, one after the other, until its time is over.

    Args:
        order: ``document``, ``url``, ``bases`` (base path by label), ``names`` (operationId by label, in order),
            ``headers`` (sets to be tried in order when calls are refused), ``parameters`` (values that exist, by
            name), ``examples``, ``seconds``, ``checks``, ``seed``,
            ``rewind`` (URL of the control API, or nothing), ``snapshot``, ``quiet`` (repeat no value of an answer),
            ``proof`` (an answer that fits: ``label``, ``status``, ``media``, ``body``).
    """
    end = time.monotonic() + order["seconds"]
    config = schemathesis.Config.from_dict({"generation": {"with-security-parameters": False}})
    schema = schemathesis.openapi.from_dict(order["document"], config=config)  # keys are ours, not made up
    operations = {each.label: each for each in (result.ok() for result in _readable(schema))}
    session = requests.Session()
    session.trust_env = False
    run = _Run(order, session, CHECKS.get_by_names(order["checks"]), end)
    yield run.prove(operations)
    for label, name in order["names"].items():
        if time.monotonic() >= end:
            break
        yield run.operation(name, label, operations.get(label))


def _readable(schema: Any) -> Iterator[Any]:
    for result in schema.get_all_operations():
        if hasattr(result, "ok") and type(result).__name__ == "Ok":
            yield result


class _Run:
    """One run over all operations."""

    def __init__(self, order: Order, session: requests.Session, checks: list[Any], end: float) -> None:
        self._order = order
        self._session = session
        self._checks = checks
        self._end = end
        self._headers: list[dict[str, str]] = []

    def operation(self, name: str, label: str, operation: Any) -> Found:
        """Return what the calls of one operation came to."""
        report: Found = {"operation": name, "calls": 0, "not_built": 0, "statuses": {}, "failures": [], "problem": ""}
        if operation is None:
            return {**report, "problem": "schemathesis cannot read it"}
        self._rewind()
        self._headers = list(self._order["headers"])
        modes = [GenerationMode.POSITIVE]
        modes += [GenerationMode.NEGATIVE] if NEGATIVE in self._order["checks"] else []
        for mode in modes:
            try:
                self._call_all(operation, mode, self._order["bases"][label], report)
            except (HypothesisException, SchemathesisError, ValueError, TypeError, RecursionError) as error:
                report["problem"] = f"no request could be generated: {type(error).__name__}"
        return report

    def _call_all(self, operation: Any, mode: GenerationMode, base: str, report: Found) -> None:
        @seed(self._order["seed"])
        @settings(
            max_examples=self._order["examples"],
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=UNMINDED,
        )
        @given(operation.as_strategy(generation_mode=mode))
        def call(case: Any) -> None:
            if time.monotonic() < self._end:
                self._call(case, base, report)

        call()

    def _call(self, case: Any, base: str, report: Found) -> None:
        report["calls"] += 1
        for given_values in (case.path_parameters, case.query):
            known = {name: value for name, value in self._order["parameters"].items() if name in (given_values or {})}
            if known:
                given_values.update(known)
        try:
            response = self._answer_to(case, self._order["url"] + base)
        except requests.RequestException as error:
            _note(report, "conformance-no-answer", 0, "", f"no answer: {type(error).__name__}")
            return
        statuses, status = report["statuses"], str(response.status_code)
        statuses[status] = statuses.get(status, 0) + 1
        if response.status_code == NOT_BUILT:
            report["not_built"] += 1
            return
        for failure in self._failures(case, response):
            _note(report, *self._told(failure, response.status_code))

    def _answer_to(self, case: Any, base_url: str) -> Any:
        """Call with one set of headers after the other until somebody is let in; that set is tried first from then on.

        When all are refused, it is the request that is: the first answer counts.
        """
        answers = []
        for headers in self._headers:
            answers.append(self._call_once(case, base_url, headers))
            if answers[-1].status_code not in REFUSED:
                self._headers = [headers, *(each for each in self._headers if each is not headers)]
                return answers[-1]
        return answers[0]

    def _call_once(self, case: Any, base_url: str, headers: Mapping[str, str]) -> Any:
        return case.call(
            base_url=base_url,
            session=self._session,
            headers=dict(headers),
            timeout=CALL_SECONDS_MAX,
            allow_redirects=False,
        )

    def _failures(self, case: Any, response: Any) -> list[Any]:
        try:
            case.validate_response(response, checks=self._checks)
        except FailureGroup as group:
            return list(group.exceptions)
        return []

    def _told(self, failure: Any, status: int) -> tuple[str, int, str, str]:
        """Return code, status, place and message; a live system's answer may hold what must not be repeated."""
        code = CODES.get(type(failure).__name__, OTHER)
        path = [str(part) for part in getattr(failure, "instance_path", ()) if isinstance(part, str)]
        keyword = str((list(getattr(failure, "schema_path", ())) or [""])[-1])
        place = " ".join(part for part in ("/".join(path), keyword) if part)
        if self._order["quiet"]:
            return code, status, place, failure.title
        message = " ".join(failure.message.split("Value:")[0].split("Schema at")[0].split())
        return code, status, place, f"{failure.title}: {message}"[:MESSAGE_CHARACTERS_MAX]

    def _rewind(self) -> None:
        if self._order["rewind"]:
            self._session.put(self._order["rewind"], json={"name": self._order["snapshot"]}, timeout=CALL_SECONDS_MAX)

    def prove(self, operations: Mapping[str, Any]) -> Found:
        """Tell whether a right answer passes and a wrong one does not."""
        proof = self._order["proof"]
        operation = operations.get(proof["label"]) if proof else None
        if operation is None:
            return {"proof": True, "control": None, "planted": None}
        right = _answer(operation, proof, proof["body"].encode())
        wrong = _answer(operation, proof, b'"windtunnel"')
        checks = CHECKS.get_by_names(["not_a_server_error", "response_schema_conformance"])
        return {
            "proof": True,
            "control": not _refused(operation, right, checks),
            "planted": _refused(operation, wrong, checks),
        }


def _refused(operation: Any, answer: Response, checks: list[Any]) -> bool:
    names = re.findall(r"\{([^{}]+)\}", operation.path)
    case = operation.Case(method=operation.method.upper(), path_parameters=dict.fromkeys(names, "1"))
    try:
        case.validate_response(answer, checks=checks)
    except (FailureGroup, Failure):
        return True
    return False


def _answer(operation: Any, proof: Mapping[str, Any], body: bytes) -> Response:
    request = requests.Request(operation.method.upper(), "http://127.0.0.1/").prepare()
    return Response(proof["status"], {"content-type": [proof["media"]]}, body, request, elapsed=0.0, verify=False)


def _note(report: Found, code: str, status: int, place: str, message: str) -> None:
    for known in report["failures"]:
        if (known["code"], known["status"], known["place"]) == (code, status, place):
            known["times"] += 1
            return
    report["failures"].append({"code": code, "status": status, "place": place, "message": message, "times": 1})


if __name__ == "__main__":
    main()
