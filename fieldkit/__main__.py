"""Starts FieldKit: the desktop, or one command of the command line."""

import io
import logging
import multiprocessing
import sys

from fieldkit.loading import loading

with loading():
    from fieldkit.cli import run_command
    from fieldkit.demo.command import register


def main() -> None:
    """The entry point of `fieldkit` and `python -m fieldkit`."""
    multiprocessing.freeze_support()  # packed as one program, the office's further processes begin here, too
    _speak_utf8()
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s")
    register()
    raise SystemExit(run_command(sys.argv[1:]))


def _speak_utf8() -> None:
    """What goes to a file or a program is UTF-8 wherever it runs; a terminal keeps its own, and gets no error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="backslashreplace")


if __name__ == "__main__":
    main()
