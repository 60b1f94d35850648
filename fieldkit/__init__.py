"""FieldKit: the whole job of a field engineer on one laptop."""

import sys
from pathlib import Path

__version__ = "0.1.0"

_ROOT = Path(getattr(sys, "_MEIPASS", Path(__file__).resolve().parent.parent))


def resource(path: str) -> Path:
    """A file or folder of `resources/`, in a checkout and in a packed application alike."""
    return _ROOT / "resources" / path
