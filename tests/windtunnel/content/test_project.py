"""Finding and loading what a project contains."""

from __future__ import annotations

import pickle
import sys
from pathlib import Path

import pytest

import windtunnel
from windtunnel.content.project import FOLDERS, Project, bundled_root, import_from, is_project
from windtunnel.kernel.errors import FileError, UnknownNameError


def write(root: Path, files: dict[str, str]) -> Path:
    """Write files and return the root."""
    for name, text in files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return root


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A project with one simulator and two scenarios."""
    return write(
        tmp_path / "shop",
        {
            "contracts/till/openapi.yaml": "openapi: 3.1.0",
            "simulators/__init__.py": "",
            "simulators/till/__init__.py": "from .system import Till as System\n__all__ = ['System']",
            "simulators/till/system.py": "class Till: ...\nWHERE = __file__",
            "scenarios/rush.yaml": "name: rush",
            "scenarios/calm.yaml": "name: calm",
            "scenarios/.hidden.yaml": "",
            "adapters/__init__.py": "",
            "adapters/pay.py": "VALUE = 1",
        },
    )


def test_the_project_comes_before_the_bundled_content(shop: Path) -> None:
    """What both have is the project's; what it lacks is bundled."""
    project = Project(shop)
    assert project.roots == (shop, bundled_root())
    assert project.find("contracts", "till", "openapi.yaml") == shop / "contracts/till/openapi.yaml"
    assert project.find("contracts", "nowhere") is None


def test_the_bundled_content_of_a_checkout_is_the_checkout() -> None:
    """It appears once, even when it is the project itself."""
    checkout = Path(windtunnel.__file__).parents[2]
    assert bundled_root() == checkout
    assert Project(checkout).roots == (checkout,)
    assert Project().roots == (checkout,)


def test_names_are_sorted_and_hidden_files_are_none(shop: Path) -> None:
    """Files count without their extension, folders as they are."""
    names = Project(shop).names("scenarios")
    assert names == sorted(names)
    assert {"calm", "rush"} <= set(names)
    assert not any(name.startswith((".", "_")) for name in Project(shop).names("simulators"))


def test_a_name_that_nobody_has_comes_with_a_suggestion(shop: Path) -> None:
    """Across all roots."""
    with pytest.raises(UnknownNameError, match="unknown scenario 'rusk'; did you mean 'rush'"):
        Project(shop).require("scenarios", "rusk.yaml", kind="scenario")


@pytest.mark.parametrize("folder", ["contracts", "simulators", "scenarios"])
def test_a_folder_with_content_is_a_project(tmp_path: Path, folder: str) -> None:
    """So is one with a windtunnel.toml; others are none."""
    assert not is_project(tmp_path)
    (tmp_path / folder).mkdir()
    assert is_project(tmp_path)


def test_the_project_around_a_place_is_the_nearest_one_upward(shop: Path, tmp_path: Path) -> None:
    """From a file or a folder deep inside; outside of any there is only the bundled content."""
    inner = shop / "scenarios" / "deep"
    inner.mkdir()
    assert Project.around(inner).roots[0] == shop
    assert Project.around(shop / "scenarios" / "rush.yaml").roots[0] == shop
    write(tmp_path / "marked", {"windtunnel.toml": "", "src/x.py": ""})
    assert Project.around(tmp_path / "marked" / "src").roots[0] == tmp_path / "marked"
    assert Project.around(Path("/")).roots == (bundled_root(),)


def test_modules_are_imported_from_the_project_that_has_them(shop: Path) -> None:
    """Relative imports inside content work."""
    project = Project(shop)
    assert project.module("simulators", "till").System.__name__ == "Till"
    assert project.object("adapters.pay:VALUE") == 1


def test_two_projects_never_share_a_module(shop: Path, tmp_path: Path) -> None:
    """The same name in two roots is two modules, and neither shadows anything."""
    other = write(tmp_path / "other", {"adapters/__init__.py": "", "adapters/pay.py": "VALUE = 2"})
    assert (Project(shop).object("adapters.pay:VALUE"), Project(other).object("adapters.pay:VALUE")) == (1, 2)
    assert not any(name == "adapters.pay" for name, module in sys.modules.items() if str(tmp_path) in str(module))


@pytest.mark.parametrize("reference", ["adapters.pay", ":VALUE", "adapters.pay:", ""])
def test_a_reference_without_module_and_name_is_refused(shop: Path, reference: str) -> None:
    """Both sides of the colon are needed."""
    with pytest.raises(FileError, match=r"is not of the form 'package.module:name'"):
        Project(shop).object(reference)


def test_a_reference_to_what_a_module_lacks_names_the_module(shop: Path) -> None:
    """Its file and the name."""
    with pytest.raises(FileError, match=r"adapters/pay.py has no 'PRICE'"):
        Project(shop).object("adapters.pay:PRICE")
    with pytest.raises(UnknownNameError, match="unknown module 'adapters.pays'; did you mean 'adapters.pay'"):
        Project(shop).object("adapters.pays:VALUE")


def test_what_lies_outside_the_project_is_not_loaded(shop: Path, tmp_path: Path) -> None:
    """A link that leads out is followed to where it leads, and refused."""
    write(tmp_path, {"outside.py": "VALUE = 3"})
    (shop / "adapters" / "linked.py").symlink_to(tmp_path / "outside.py")
    with pytest.raises(FileError, match="outside the project"):
        import_from(shop, "adapters.linked")


def test_the_five_folders_are_known() -> None:
    """The design names them."""
    assert FOLDERS == ("contracts", "simulators", "adapters", "scenarios", "loadtests")


def test_a_project_travels_to_a_process_as_the_one_that_it_knows(shop: Path) -> None:
    """What was read for it is found again there; where nobody knows it, it is made anew."""
    project = Project(shop)
    parcel = pickle.dumps(project)
    assert pickle.loads(parcel) is project
    roots = project.roots
    del project
    assert pickle.loads(parcel).roots == roots


def test_what_belongs_to_a_whole_folder_is_not_taken_from_elsewhere(shop: Path, tmp_path: Path) -> None:
    """A project with adapters of its own has its own probes, or none; one without adapters has the bundled ones."""
    assert Project(shop).own("adapters", "pay.py") == shop / "adapters" / "pay.py"
    assert Project(shop).own("adapters", "drift_probes.py") is None
    assert Project(tmp_path).own("adapters", "drift_probes.py") == bundled_root() / "adapters" / "drift_probes.py"


def test_whatever_a_module_does_while_it_is_loaded_is_told(shop: Path) -> None:
    """In one line, with its kind and its line in the file."""
    (shop / "adapters" / "broken.py").write_text("x = 1\nx.nothing\n")
    with pytest.raises(FileError, match=r"AttributeError: .* \(broken\.py, line 2\)"):
        Project(shop).module("adapters", "broken")
