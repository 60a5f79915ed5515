"""sem-read-after-write-delayed: what was just created is not found for a while."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from windtunnel.kernel.quantities import Seconds
from windtunnel.world.exchange import PASS, Decision, Exchange, Replace
from windtunnel.world.http import Response

from ...document import Contract
from ..answer_operator import is_success
from ..bodies import read_answer
from ..description import DriftClass, DriftDescription, Part
from ..operator import Drift
from ..request_operator import Refusal, refused

NOT_FOUND = 404


class ReadAfterWriteDelayed(DriftDescription):
    """Reads of a record are answered with 404 until some time after it was created.

    Args:
        seconds: how long.
        id_field: the field of the answer to the creation that holds the id, at its top or one level deeper.
    """

    drift_class: ClassVar = DriftClass.DATA_VARIANT
    correct: ClassVar = "it waits and reads again; nothing is created a second time"
    acts_on: ClassVar[Part] = "answer"
    operator: Literal["sem-read-after-write-delayed"]
    seconds: Annotated[Seconds, Field(gt=0)] = 5.0
    id_field: str = "id"

    def build(self, contract: Contract, random: Random, start: float) -> LaggingReads:
        """Return the change at work."""
        return LaggingReads(self, contract, random, start)


class LaggingReads(Drift):
    """Remembers what was created when."""

    def __init__(self, operator: ReadAfterWriteDelayed, contract: Contract, random: Random, start: float) -> None:
        super().__init__(operator, contract, random, start)
        self.operator = operator
        self._created: dict[str, float] = {}

    def after(self, exchange: Exchange, response: Response) -> Decision:
        """Note a creation, and hide what is too young."""
        if response.chunks is not None or not is_success(response) or not self.concerns(exchange):
            return PASS
        if exchange.request.method == "POST":
            self._note(read_answer(response), exchange.at)
            return PASS
        if exchange.request.method != "GET" or not self._too_young(exchange) or not self.strikes_exchange(exchange):
            return PASS
        refusal = Refusal(NOT_FOUND, f"{exchange.request.path} does not exist")
        return Replace(refused(refusal, self.operation(exchange), self.target))

    def _note(self, body: Any, at: float) -> None:
        levels = [body, *body.values()] if isinstance(body, Mapping) else []
        ids = (each.get(self.operator.id_field) for each in levels if isinstance(each, Mapping))
        found = next((each for each in ids if isinstance(each, str | int)), None)
        if found is not None:
            self._created[str(found)] = at

    def _too_young(self, exchange: Exchange) -> bool:
        named = {segment.partition(".")[0] for segment in exchange.request.decoded_path.split("/")}
        return any(exchange.at - self._created[each] < self.operator.seconds for each in named if each in self._created)
