"""What the tests of sync share."""

from .yesterday import yesterday

__all__ = ["yesterday"]
