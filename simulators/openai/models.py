"""The models that the project may call."""

from __future__ import annotations

from windtunnel.simulator import Call, Operations
from windtunnel.world.http import Response

from .context import answer, system_of
from .refusals import Refused

operations = Operations()


@operations.bind("listModels")
def list_models(call: Call) -> Response:
    """Return all models, not paged."""
    return answer({"object": "list", "data": system_of(call).catalogue.shown(call.now)})


@operations.bind("retrieveModel")
def retrieve_model(call: Call) -> Response:
    """Return one model under the name that was asked for."""
    name = call.parameters["model"]
    model = system_of(call).catalogue.find(name, call.now)
    if model is None:
        raise Refused(f"The model '{name}' does not exist", status=404, param="model", code="model_not_found")
    return answer(model.shown(name))
