"""What a check is given."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from windtunnel.kernel.errors import FileError, UnknownNameError, UsageError

from ..desk import changed, context, write_har, write_project


def test_the_project_s_contract_comes_first_then_the_configured_file(tmp_path: Path) -> None:
    """A system that nobody wrote a folder for needs only its description."""
    assert context(write_project(tmp_path / "a"), {}).contract.profile.title == "Desk"
    (tmp_path / "bare.yaml").write_text(yaml.safe_dump(changed()))
    bare = context(tmp_path, {"contract": "bare.yaml"})
    assert bare.contract.profile.roles == ()
    assert bare.servable == str(tmp_path / "bare.yaml")
    assert list(bare.simulator().routes.find("GET", "/api/v1/tickets")[0].responses) == ["200"]
    with pytest.raises(UnknownNameError, match="unknown system 'desk'"):
        _ = context(tmp_path, {}).contract


def test_files_are_found_by_pattern_and_must_exist(tmp_path: Path) -> None:
    """A pattern that names nothing would be a check that never runs."""
    file = write_har(tmp_path)
    found = context(tmp_path, {})
    assert found.files(("*.har", "desk.har"), "recordings") == [file]
    with pytest.raises(FileError, match=r"gate.systems.desk.recordings: 'desk.ha' names no file"):
        found.files(("desk.ha",), "recordings")
    with pytest.raises(UsageError, match="leads out of the project"):
        found.files(("../*.har",), "recordings")


def test_the_order_of_operations_follows_from_the_seed(tmp_path: Path) -> None:
    """A short time is spent on other operations with another seed, and the same ones with the same."""
    root = write_project(tmp_path)
    orders = [tuple(context(root, {}, seed=seed).in_order(dict.fromkeys("abcdef"))) for seed in (1, 1, 2)]
    assert orders[0] == orders[1] != orders[2]
    assert set(orders[2]) == set("abcdef")
