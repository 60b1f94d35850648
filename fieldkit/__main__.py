"""Starts FieldKit: the desktop, or one command of the command line."""

import logging
import sys

from fieldkit.cli import run_command
from fieldkit.demo.command import register


def main() -> None:
    """The entry point of `fieldkit` and `python -m fieldkit`."""
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s")
    register()
    raise SystemExit(run_command(sys.argv[1:]))


if __name__ == "__main__":
    main()
