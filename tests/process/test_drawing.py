"""The page about the process is what the table says."""

import subprocess
import sys
from pathlib import Path

DRAW = Path(__file__).resolve().parents[2] / "resources" / "draw_process.py"


def test_the_diagram_in_the_docs_is_drawn_from_the_table() -> None:
    done = subprocess.run([sys.executable, str(DRAW), "--check"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
