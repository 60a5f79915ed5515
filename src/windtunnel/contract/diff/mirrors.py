"""Every rule has a mirror, the rule that reports the change back; or a reason why it has none.

A rule without a mirror is how a differ comes to report that something was made stricter and stay silent when it is
made laxer again, so a test holds the catalogue against this.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .catalogue import RULE_BY_ID

_OPPOSITES = (
    ("became-not-", "became-"),
    ("became-required", "became-optional"),
    ("-added", "-removed"),
    ("-unset", "-set"),
    ("-increased", "-decreased"),
    ("-generalized", "-specialized"),
    ("-widened", "-narrowed"),
    ("-deprecated", "-reactivated"),
    ("-mapping-added", "-mapping-deleted"),
    ("-no-longer-", "-"),
)
"""Parts of identifiers that are each other's opposite."""

_PAIRS = {
    "endpoint-added": "api-removed-without-deprecation",
    "api-path-removed-without-deprecation": "endpoint-added",
    "api-removed-without-deprecation": "endpoint-added",
    "new-required-request-property": "request-property-removed",
    "new-optional-request-property": "request-property-removed",
    "new-required-request-parameter": "request-parameter-removed",
    "new-optional-request-parameter": "request-parameter-removed",
    "new-request-path-parameter": "request-parameter-removed",
    "new-required-request-default-parameter-to-existing-path": "request-parameter-removed",
    "new-optional-request-default-parameter-to-existing-path": "request-parameter-removed",
    "request-property-removed": "new-optional-request-property",
    "request-parameter-removed": "new-optional-request-parameter",
    "request-body-added-required": "request-body-removed",
    "request-body-added-optional": "request-body-removed",
    "request-body-removed": "request-body-added-optional",
    "required-response-header-removed": "response-header-added",
    "optional-response-header-removed": "response-header-added",
    "response-header-added": "optional-response-header-removed",
    "request-property-became-required-with-default": "request-property-became-optional",
    "new-required-request-property-with-default": "request-property-removed",
    "endpoint-deprecated-with-sunset": "endpoint-reactivated",
    "request-property-deprecated-with-sunset": "request-property-reactivated",
    "response-property-deprecated-with-sunset": "response-property-reactivated",
    "request-property-pattern-generalized": "request-property-pattern-changed",
    "request-parameter-pattern-generalized": "request-parameter-pattern-changed",
    "request-body-type-generalized": "request-body-type-changed",
    "request-property-type-generalized": "request-property-type-changed",
    "request-parameter-type-generalized": "request-parameter-type-changed",
    "request-body-multiple-of-generalized": "request-body-multiple-of-changed",
    "request-property-multiple-of-generalized": "request-property-multiple-of-changed",
    "response-body-multiple-of-specialized": "response-body-multiple-of-changed",
    "response-property-multiple-of-specialized": "response-property-multiple-of-changed",
    "response-body-media-type-item-schema-removed-untyped": "response-body-media-type-item-schema-added",
}
"""Mirrors that the identifiers do not show."""

_WAIVERS = (
    ("-before-sunset", "a date that was broken; bringing back what was removed is an addition"),
    ("-with-deprecation", "an announced removal; bringing back what was removed is an addition"),
    ("-sunset-parse", "a date that cannot be read; one that can is nothing to report"),
    ("-sunset-invalid", "a date that cannot be read; one that can is nothing to report"),
    ("-sunset-date-too-small", "a date in the past; a later one is nothing to report"),
    ("-sunset-date-changed-too-small", "a date that came nearer; a later one is nothing to report"),
    ("sunset-deleted", "a date that vanished; a new one is reported with the deprecation"),
    ("api-invalid-stability-level", "a word that is not known; a known one is nothing to report"),
    ("api-version-not-bumped", "about the version of a breaking change, whichever way it goes"),
    ("api-version-decreased", "about the version of a breaking change, whichever way it goes"),
    ("api-major-version-not-bumped", "about the version of a breaking change, whichever way it goes"),
    ("api-schema-removed", "a new component schema is unused until something refers to it, which is reported"),
    ("x-extensible-enum-value-removed", "a value added to a list that is open by definition changes nothing"),
    ("wrapped-in-one-of", "the way back is reported as alternatives removed and a type set"),
    ("wrapped-in-one-of-original-preserved", "the way back is reported as alternatives removed and a type set"),
    ("new-required-request-header-property", "a field of a header's object that is gone need not be left out"),
    ("response-header-became-optional", "a header that always comes now is nothing to report"),
    ("response-body-unique-items-unset", "items that are unique now are nothing to report"),
    ("response-property-unique-items-unset", "items that are unique now are nothing to report"),
    ("request-parameter-property-became-not-enum", "the way back is reported value by value"),
    ("request-header-property-became-required", "reported with the header: the field may be left out again"),
    ("request-header-property-became-enum", "reported with the parameter, as no longer an enumeration"),
    ("request-read-only-property", "a property that is not sent: its bounds matter in neither direction"),
    ("response-write-only-property-enum-value-added", "a property that does not come: its values do not matter"),
    ("-became-not-read-only-in-openapi-31", "from OpenAPI 3.1 on, a required property had to be sent before as well"),
)
"""Endings, or beginnings, of identifiers whose rules have no mirror, and why."""

LEFT_OUT: Mapping[str, str] = dict.fromkeys(
    (
        "api-deprecated-sunset-missing",
        "request-parameter-deprecated-sunset-missing",
        "request-property-deprecated-sunset-missing",
        "response-property-deprecated-sunset-missing",
    ),
    "needs a minimum number of days between announcement and end, which nobody who uses an API can set",
)
"""Identifiers of oasdiff 1.35 that are never reported, and why."""


def mirror_of(rule_id: str) -> str | None:
    """Return the rule that reports the change back; ``None`` when there is none."""
    if rule_id in _PAIRS:
        return _PAIRS[rule_id]
    if rule_id.endswith(("-changed", "-compatible")):
        return rule_id
    return next((candidate for candidate in _opposites(rule_id) if candidate in RULE_BY_ID), None)


def waiver_of(rule_id: str) -> str | None:
    """Return why a rule has no mirror; ``None`` when no reason is written down."""
    return next((why for part, why in _WAIVERS if rule_id.endswith(part) or rule_id.startswith(part)), None)


def _opposites(rule_id: str) -> Iterator[str]:
    for one, other in _OPPOSITES:
        for part, opposite in ((one, other), (other, one)):
            if part in rule_id:
                yield opposite.join(rule_id.rsplit(part, 1))
