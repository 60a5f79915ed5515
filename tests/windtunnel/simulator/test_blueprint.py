"""What simulators of one contract share."""

from __future__ import annotations

from tests.windtunnel.building import contract, system
from windtunnel.simulator.blueprint import blueprint


def test_a_contract_is_worked_out_once() -> None:
    """However many simulators are made from it; another contract has a blueprint of its own."""
    of = contract({})
    assert blueprint(of) is blueprint(of)
    assert system(of).routes is system(of).routes
    assert blueprint(of) is not blueprint(contract({}))
