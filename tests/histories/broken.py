"""What ends a history."""


class BrokenError(AssertionError):
    """A promise of sync.md was broken."""
