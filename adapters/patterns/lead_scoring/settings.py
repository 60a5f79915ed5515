"""What can be set of lead scoring."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from ..batch.settings import BatchSettings

FieldName = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]{0,79}$")]


class LeadSettings(BatchSettings):
    """Settings of lead scoring; the variable of a field is ``LEADS_`` and its name in capitals.

    Args:
        score_field: the field of a lead that takes the score.
        reason_field: the field of a lead that takes the AI's reason; without one it is not written.
    """

    prefix: ClassVar[str] = "LEADS_"

    store_path: Annotated[str, Field(min_length=1, repr=False)] = "leads.sqlite"
    score_field: FieldName = "Score__c"
    reason_field: FieldName | None = None
