"""The codes of the gate's own checks: conformance, recorded answers, pacts, lifecycle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Own:
    """A code of the gate's own.

    Args:
        code: the code.
        kind: the check that reports it.
        title: in a few words.
        meaning: what happened and why it matters.
        example: how it shows.
        remedy: what to do.
    """

    code: str
    kind: str
    title: str
    meaning: str
    example: str
    remedy: str


_SIMULATOR = "At a simulator, mend it or the contract; at a live system, tell the vendor and note what is true."
_RECORDED = (
    "The recording is what the vendor did, so the contract is wrong or out of date: mend it, then see with `windtunnel "
    "drift` what the adapter makes of it."
)
_CONSUMER = "Compare pact and simulator with the vendor's documentation, and mend the one that is wrong."

_CONFORMANCE = (
    Own(
        "conformance-server-error",
        "conformance",
        "a generated request was answered with 5xx",
        "A request that the contract allows made the system fail. A warning where the contract describes the status "
        "(SOAP has its faults there).",
        "POST /orders answered 500 to a quantity of 0",
        _SIMULATOR,
    ),
    Own(
        "conformance-status-undocumented",
        "conformance",
        "an answer has a status that the contract does not know",
        "Generated clients have no branch for this status. 4xx is a warning, everything else an error.",
        "GET /orders/{id} answered 410; the contract knows 200 and 404",
        "Add the status to the operation's responses, with the schema of its body.",
    ),
    Own(
        "conformance-content-type",
        "conformance",
        "an answer has a media type that the contract does not know, or none",
        "A reader that trusts the contract parses the wrong thing.",
        "text/html for an operation that is described as application/json",
        _SIMULATOR,
    ),
    Own(
        "conformance-header-missing",
        "conformance",
        "an answer lacks a header that the contract requires",
        "Readers of that header (paging, quotas, idempotency) have nothing to read.",
        "Link is required on lists and was not sent",
        _SIMULATOR,
    ),
    Own(
        "conformance-response-schema",
        "conformance",
        "an answer does not fit its schema",
        "What was read is not what was promised: the place names property and keyword.",
        "`order/total` against `type`: a string where a number is promised",
        _SIMULATOR,
    ),
    Own(
        "conformance-not-json",
        "conformance",
        "an answer says that it is JSON and cannot be read as JSON",
        "Every reader fails on it.",
        "a body cut short, or an HTML page with a JSON media type",
        _SIMULATOR,
    ),
    Own(
        "conformance-accepts-invalid",
        "conformance",
        "a request that the contract forbids was accepted",
        "An integration that sends nonsense is not told here and is refused in production. Only with "
        "negative_data_rejection among the checks.",
        "a text where a number is required, answered with 201",
        _SIMULATOR,
    ),
    Own(
        "conformance-rejects-valid",
        "conformance",
        "a request that the contract allows was refused",
        "The contract promises more than is kept: a limit, a pattern or a required field is missing from it. Only with "
        "positive_data_acceptance among the checks.",
        "a name of 300 characters, answered with 422, where no maxLength is described",
        _SIMULATOR,
    ),
    Own(
        "conformance-no-answer",
        "conformance",
        "a request was not answered in time, or the connection broke",
        "Nothing can be said of the operation.",
        "no answer: ReadTimeout",
        "Call it by hand with the same arguments; at a live system, look at its limits.",
    ),
    Own(
        "conformance-other",
        "conformance",
        "schemathesis found something else",
        "The message is schemathesis' own.",
        "a failure of a check that the gate has no code for",
        "Run `schemathesis explain` with the code that it prints.",
    ),
)
_RECORDINGS = (
    Own(
        "recorded-operation-unknown",
        "recorded",
        "a recorded call is not in the contract",
        "The integration calls something that nothing simulates and no diff watches.",
        "GET /orders/7/history was called and is not in the contract",
        "Add the operation to the contract, or narrow the recording.",
    ),
    Own(
        "recorded-status-undocumented",
        "recorded",
        "a recorded answer has a status that the contract does not know",
        "The vendor answers as the contract does not say. 4xx and 5xx are warnings, everything else an error.",
        "answered 202; the contract knows 200",
        _RECORDED,
    ),
    Own(
        "recorded-content-type",
        "recorded",
        "a recorded answer has a media type that the contract does not know",
        "Readers that trust the contract parse the wrong thing.",
        "the body is text/csv; the contract knows application/json",
        _RECORDED,
    ),
    Own(
        "recorded-header-missing",
        "recorded",
        "a recorded answer lacks a header that the contract requires",
        "The vendor does not keep what the contract says.",
        "the required header Link is missing",
        _RECORDED,
    ),
    Own(
        "recorded-not-json",
        "recorded",
        "a recorded answer says that it is JSON and cannot be read as JSON",
        "Either the vendor sent it so, or the recorder has damaged it.",
        "a body that was cut",
        "Record the exchange anew; if it stays, make the adapter raise a typed error.",
    ),
    Own(
        "recorded-schema",
        "recorded",
        "a recorded answer does not fit its schema",
        "The vendor's data have moved away from the contract, or the contract was never right. No value is repeated.",
        "`ticket/status` does not fit `enum` of the contract",
        _RECORDED,
    ),
)
_PACTS = (
    Own(
        "pact-mismatch",
        "pacts",
        "the simulator does not answer as a consumer's pact expects",
        "The consumer was tested against answers that the system does not give.",
        "the pact expects `total` as text, the simulator sends a number",
        _CONSUMER,
    ),
    Own(
        "pact-message-mismatch",
        "pacts",
        "no webhook of the contract has the payload that a consumer's pact expects",
        "The consumer was tested with a message that the vendor never sends.",
        "`ticket/id` against `type`",
        _CONSUMER,
    ),
    Own(
        "pact-message-unknown",
        "pacts",
        "a pact names a webhook that the contract does not have",
        "Nothing sends what the consumer waits for.",
        "the contract has no webhook 'ticket.closed'",
        "Compare the names under `webhooks` in the contract with the pact's metadata (webhook, event or type).",
    ),
)
_LIFECYCLE = (
    Own(
        "lifecycle-sunset-header",
        "lifecycle",
        "recorded answers carry a Sunset header (RFC 8594)",
        "The vendor says in its answers when this ends. An error from `fail_days` before the date on, a warning from "
        "`warn_days` before it on.",
        "answers say that this ends on 2027-06-30",
        "Move to the successor before the date; a Link header with rel=successor-version may name it.",
    ),
    Own(
        "lifecycle-deprecation-header",
        "lifecycle",
        "recorded answers carry a Deprecation header (RFC 9745)",
        "It still works, and will not for ever.",
        "answers say that this is deprecated since 2026-03-01",
        "Find the successor in the vendor's changelog and plan the move.",
    ),
    Own(
        "lifecycle-sunset-announced",
        "lifecycle",
        "the profile knows an end that the vendor has announced",
        "No recorded call uses what ends, as far as its name can be looked for. A warning from `warn_days` before the "
        "date on; afterwards it is only told.",
        "files.upload ended on 2025-11-12",
        "Make sure that nothing uses it; recordings in the configuration let the gate look for itself.",
    ),
    Own(
        "lifecycle-sunset-used",
        "lifecycle",
        "a recorded call uses what the vendor ends",
        "The last segment of its path, or a value of its body, is what the announcement names.",
        "model-4 ends on 2026-12-11; a recorded call uses it",
        "Replace it before the date.",
    ),
    Own(
        "lifecycle-operation-sunset",
        "lifecycle",
        "the contract says when an operation ends",
        "From `x-sunset` of the operation.",
        "the contract says that listOrders ends on 2027-01-31",
        "Move to the successor before the date.",
    ),
    Own(
        "lifecycle-operation-deprecated",
        "lifecycle",
        "the contract calls an operation deprecated",
        "It works, and will not for ever. A warning where a recorded call uses it, else information.",
        "the contract says that listOrders is deprecated; a recorded call uses it",
        "Find the successor in the vendor's changelog and plan the move; watch for a Sunset header.",
    ),
    Own(
        "lifecycle-version-unsupported",
        "lifecycle",
        "the version that is used is not among those that are supported",
        "Calls will be refused, or answered by another version.",
        "version 30.0 is not supported; supported: 31.0, 32.0",
        "Raise the version, and look with `windtunnel diff` at what changed on the way.",
    ),
    Own(
        "lifecycle-version-differs",
        "lifecycle",
        "the integration was built for another version than the contract describes",
        "What is simulated is not what is called.",
        "built for version 2023-06-01; the contract describes 2026-10-21",
        "Pin the same version in both, or give the gate the contract of the version that is used.",
    ),
    Own(
        "lifecycle-version-recorded",
        "lifecycle",
        "a recorded call asked for another version than the one that is pinned",
        "The recording shows another API than the one that is checked.",
        "a recorded call asked for version 2023-06-01, not 2026-10-21",
        "Record anew with the pinned version, or pin the one that is used.",
    ),
    Own(
        "lifecycle-recording-expired",
        "lifecycle",
        "a recording is out of date",
        "What a recording proves, it proves for the day on which it was made; this one has passed its `expires`.",
        "recorded at 2026-08-01T09:00:00.000Z, fresh until 2026-10-30; record it again",
        "Run `windtunnel record` again, and remove the old recording.",
    ),
)
OWN: Mapping[str, Own] = {own.code: own for own in (*_CONFORMANCE, *_RECORDINGS, *_PACTS, *_LIFECYCLE)}
