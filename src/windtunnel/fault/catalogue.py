"""Every kind of fault, in the order in which documentation lists them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pydantic

from windtunnel.kernel.complaints import complain
from windtunnel.kernel.errors import UnknownNameError, UsageError

from .bandwidth import BandwidthDescription
from .black_hole import BlackHoleDescription
from .cut_after import CutAfterDescription
from .cut_body import CutBodyDescription
from .description import FaultDescription
from .dns_failure import DnsFailureDescription
from .duplicate_delivery import DuplicateDeliveryDescription
from .expire_tokens import ExpireTokensDescription
from .forge_delivery import ForgeDeliveryDescription
from .html_body import HtmlBodyDescription
from .kill_subject import KillSubjectDescription
from .latency import LatencyDescription
from .lose_answer import LoseAnswerDescription
from .malformed_body import MalformedBodyDescription
from .misbehaviour import MisbehaviourDescription
from .partial_batch_success import PartialBatchSuccessDescription
from .refuse import RefuseDescription
from .reorder_delivery import ReorderDeliveryDescription
from .reset import ResetDescription
from .scale_quota import ScaleQuotaDescription
from .slicer import SlicerDescription
from .slow_close import SlowCloseDescription
from .slow_drip import SlowDripDescription
from .stale_read import StaleReadDescription
from .status import StatusDescription
from .tls_failure import TlsFailureDescription
from .wrong_content_type import WrongContentTypeDescription

KINDS: Mapping[str, type[FaultDescription]] = {
    "refuse": RefuseDescription,
    "reset": ResetDescription,
    "black-hole": BlackHoleDescription,
    "lose-answer": LoseAnswerDescription,
    "dns-failure": DnsFailureDescription,
    "tls-failure": TlsFailureDescription,
    "latency": LatencyDescription,
    "bandwidth": BandwidthDescription,
    "slicer": SlicerDescription,
    "slow-drip": SlowDripDescription,
    "slow-close": SlowCloseDescription,
    "status": StatusDescription,
    "cut-body": CutBodyDescription,
    "cut-after": CutAfterDescription,
    "html-body": HtmlBodyDescription,
    "malformed-body": MalformedBodyDescription,
    "wrong-content-type": WrongContentTypeDescription,
    "stale-read": StaleReadDescription,
    "partial-batch-success": PartialBatchSuccessDescription,
    "misbehaviour": MisbehaviourDescription,
    "expire-tokens": ExpireTokensDescription,
    "scale-quota": ScaleQuotaDescription,
    "duplicate-delivery": DuplicateDeliveryDescription,
    "reorder-delivery": ReorderDeliveryDescription,
    "forge-delivery": ForgeDeliveryDescription,
    "kill-subject": KillSubjectDescription,
}


def read_fault(data: Mapping[str, Any], *, place: str, file: Path | None = None) -> FaultDescription:
    """Return a fault from data.

    Args:
        data: the fault as a mapping with ``kind``.
        place: named in errors.
        file: named in errors.

    Raises:
        UnknownNameError: no such kind.
        UsageError: a key is missing, unknown or wrong.
    """
    kind = data.get("kind") if isinstance(data, Mapping) else None
    if not isinstance(kind, str) or kind not in KINDS:
        raise UnknownNameError("fault", str(kind), KINDS, file=file, place=f"{place}.kind")
    try:
        return KINDS[kind].model_validate(data)
    except pydantic.ValidationError as error:
        raise UsageError(complain(error, KINDS[kind]), file=file, place=place) from error
