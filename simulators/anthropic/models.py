"""The models that the organization may call."""

from __future__ import annotations

from windtunnel.simulator import Call, Operations
from windtunnel.world.http import Response

from .context import answer, system_of
from .paging import neighbour_page
from .refusals import unknown_model
from .violations import wrong

operations = Operations()
STAGES = ("active", "deprecated", "retired")
SHOWN_STAGES = ("active", "deprecated")
NAMES = ("lifecycle", "lifecycle[]")
"""The parameter's name, and as some clients write lists."""


@operations.bind("Models.list")
def list_models(call: Call) -> Response:
    """Return one page of models, newest first, retired ones only when they are asked for."""
    stages = _stages(call)
    models = [model.shown(call.now) for model in system_of(call).catalogue.all()]
    return answer(neighbour_page(call, [model for model in models if model["lifecycle"] in stages]))


@operations.bind("Models.retrieve")
def retrieve_model(call: Call) -> Response:
    """Return one model, retired or not."""
    name = call.parameters["model_id"]
    model = system_of(call).catalogue.find(name)
    if model is None:
        raise unknown_model(name)
    return answer(model.shown(call.now))


def _stages(call: Call) -> tuple[str, ...]:
    lists = call.request.argument_lists
    wanted = [each for name in NAMES for value in lists.get(name, ()) for each in value.split(",")]
    if any(each not in STAGES for each in wanted):
        raise wrong("lifecycle", "Input should be 'active', 'deprecated' or 'retired'")
    return tuple(wanted) or SHOWN_STAGES
