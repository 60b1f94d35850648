"""The pages about the process and the kinds are what the declarations say."""

import subprocess
import sys
from pathlib import Path

import pytest

RESOURCES = Path(__file__).resolve().parents[2] / "resources"


@pytest.mark.parametrize("script", ["draw_process.py", "draw_kinds.py"])
def test_what_is_drawn_in_the_docs_is_what_is_declared(script: str) -> None:
    done = subprocess.run(
        [sys.executable, str(RESOURCES / script), "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
