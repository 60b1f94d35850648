"""FieldKit: the whole job of a field engineer on one laptop."""

from pathlib import Path

__version__ = "0.1.0"

_HERE = Path(__file__).resolve().parent
_INSTALLED = _HERE / "resources"
_RESOURCES = _INSTALLED if _INSTALLED.is_dir() else _HERE.parent / "resources"


def resource(path: str) -> Path:
    """A file or folder of `resources/`: inside the package once it is installed or packed, beside it in a checkout."""
    return _RESOURCES / path
