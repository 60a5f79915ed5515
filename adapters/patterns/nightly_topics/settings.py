"""What can be set of nightly topics."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from ...variables import SEPARATED
from ..batch.settings import BatchSettings

Topic = Annotated[str, Field(pattern=r"^[A-Za-z0-9_]{1,60}$")]
Topics = Annotated[tuple[Topic, ...], SEPARATED, Field(min_length=2)]


class TopicSettings(BatchSettings):
    """Settings of nightly topics; the variable of a field is ``TOPICS_`` and its name in capitals.

    Args:
        topics: the closed set that the AI chooses from; comma separated or a JSON array of words that can be tags.
        channel: the chat channel where the report is posted.
    """

    prefix: ClassVar[str] = "TOPICS_"

    store_path: Annotated[str, Field(min_length=1, repr=False)] = "topics.sqlite"
    topics: Topics
    channel: Annotated[str, Field(min_length=1)] = "topics"
