"""The wheel as an administrator installs it, from a folder that is no checkout: it holds all that FieldKit needs."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Run

from fieldkit.records.migrating import head, scripts

ROOT = Path(__file__).resolve().parent.parent
Installed = Callable[..., subprocess.CompletedProcess[str]]
# Whoever looks for resources in the checkout, by accident, would find them: only the installed package may be there.
WHERE = "import fieldkit; print(fieldkit.__file__)"
FONT = (
    "from fieldkit import resource; from PIL import ImageFont;"
    "print(ImageFont.truetype(resource('fonts/NotoSansSC-Regular.ttf')).getname()[0])"
)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """Runs Python with the built wheel alone; the packages that it needs are this environment's."""
    folder = tmp_path_factory.mktemp("wheel")
    source, target = folder / "source", folder / "site"
    ignored = shutil.ignore_patterns("__pycache__")
    for name in ("fieldkit", "resources"):
        shutil.copytree(ROOT / name, source / name, ignore=ignored)
    for name in ("pyproject.toml", "setup.py", "README.md"):
        if (ROOT / name).exists():
            shutil.copy(ROOT / name, source)
    pip = [sys.executable, "-m", "pip", "-q", "--disable-pip-version-check"]
    alone = ["--no-deps", "--no-index"]
    wheels = folder / "wheels"
    build = [*pip, "wheel", *alone, "--no-build-isolation", "-w", str(wheels), str(source)]
    subprocess.run(build, check=True, capture_output=True)
    wheel = next(wheels.glob("fieldkit-*.whl"))
    subprocess.run([*pip, "install", *alone, "--target", str(target), str(wheel)], check=True)
    elsewhere = folder / "elsewhere"
    elsewhere.mkdir()
    environment = os.environ | {"PYTHONPATH": str(target), "FIELDKIT_LOGS": str(folder / "logs")}

    def call(*arguments: object) -> subprocess.CompletedProcess[str]:
        line = [sys.executable, *(str(argument) for argument in arguments)]
        return subprocess.run(
            line, cwd=elsewhere, env=environment, capture_output=True, encoding="utf-8", check=False, timeout=500
        )

    assert call("-c", WHERE).stdout.startswith(str(target))
    return call


def test_an_installed_wheel_makes_a_whole_office_and_speaks_chinese(installed: Installed, tmp_path: Path) -> None:
    office = tmp_path / "office"
    made = installed("-m", "fieldkit", "office", "init", "--data", office)
    assert made.returncode == 0, made.stderr
    assert made.stderr.count("\n") == 1, "only that the root's key lies open"
    assert "root.key" in made.stderr
    rows = sqlite3.connect(office / "office.db").execute("SELECT version_num FROM alembic_version").fetchall()
    assert rows == [(head(scripts("office")),)]
    again = installed("-m", "fieldkit", "--lang", "zh", "office", "init", "--data", office)
    assert again.returncode == 1
    assert "总部" in again.stderr
    lists = installed("-c", "from fieldkit import resource; print(resource('demo/company'))").stdout.strip()
    taken = installed("-m", "fieldkit", "office", "import", "--data", office, lists, "--json")
    assert sum(counts["added"] for counts in json.loads(taken.stdout).values()) > 0


def test_an_installed_wheel_has_fonts_and_playbooks(installed: Installed) -> None:
    assert installed("-c", FONT).stdout.strip() == "Noto Sans SC"
    count = "from fieldkit import resource; print(len(list(resource('playbooks').glob('*.yaml'))))"
    assert int(installed("-c", count).stdout) == len(list((ROOT / "resources" / "playbooks").glob("*.yaml")))


def test_an_installed_wheel_has_every_module(installed: Installed) -> None:
    place = Path(installed("-c", WHERE).stdout.strip()).parent
    wanted = {str(path.relative_to(ROOT / "fieldkit")) for path in (ROOT / "fieldkit").rglob("*.py")}
    assert wanted <= {str(path.relative_to(place)) for path in place.rglob("*.py")}


def test_a_desktop_that_is_not_installed_is_said_in_one_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "PySide6", None)
    for name in [name for name in sys.modules if name.startswith("fieldkit.ui")]:
        monkeypatch.delitem(sys.modules, name)
    code, _, said = run("--lang", "en")
    assert (code, said.count("\n")) == (1, 1)
    assert "fieldkit[desktop]" in said
