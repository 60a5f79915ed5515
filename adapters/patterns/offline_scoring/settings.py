"""What can be set from the environment."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field

from ...stores.sqlite import Synchronous
from ...variables import Count, Seconds, ServiceSettings, Share

MODEL_NAME = r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$"

Name = Annotated[str, Field(pattern=MODEL_NAME)]
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Settings(ServiceSettings):
    """Settings of the scoring; the variable of a field is ``EMBEDDED_`` and its name in capitals.

    Args:
        data: the folder with training sets and artefacts; a file stands for the folder that it lies in.
        source: the first model: an artefact ``<source>.npz``, or a training set ``<source>.csv``.
        version: what the first model is called.
        digest: what the first model must be, to the bit; an artefact is not taken without it.
        store_path: what keeps answers, feedback and the state of the models: an SQLite file, ``:memory:``, or the URI
            of a PostgreSQL database.
        synchronous: SQLite's ``synchronous``.
        text_column, label_column: columns of a training set.
        training_rows_max, features_max: bounds of a training.
        memory_bytes_max: bound of one model's parameters.
        seed: of the training.
        confidence_min: below it the model is unsure, and the AI is asked, where there is one.
        ai_seconds: how long the AI may take; then the model's own answer is given, marked as degraded.
        ai_calls_max: questions to the AI at once.
        trial_answers: labelled answers after which a candidate, or a model that has just taken over, is judged.
        better_by: by which share of the answers a candidate must be better to take over.
        worse_by: by which share a model that took over may be worse before it is rolled back.
        answers_max: answers that are remembered, for feedback and for repeated requests.
        body_bytes, text_length_max: longest body and longest text.
    """

    prefix = "EMBEDDED_"

    data: Path
    source: Name
    version: Name = "1"
    digest: Digest | None = None
    store_path: Annotated[str, Field(min_length=1, repr=False)] = "scoring.sqlite"
    synchronous: Synchronous = "FULL"
    text_column: str = "text"
    label_column: str = "category"
    training_rows_max: Count = 50_000
    features_max: Count = 20_000
    memory_bytes_max: Count = 64_000_000
    seed: Annotated[int, Field(ge=0, le=2**32 - 1)] = 1
    confidence_min: Share = 0.4
    ai_seconds: Seconds = 3.0
    ai_calls_max: Count = 8
    trial_answers: Count = 50
    better_by: Share = 0.0
    worse_by: Share = 0.0
    answers_max: Count = 100_000
    body_bytes: Count = 65_536
    text_length_max: Count = 4000

    @property
    def folder(self) -> Path:
        """The folder with training sets and artefacts."""
        return self.data.parent if self.data.is_file() else self.data
