"""Papers: one screen for every paper of the process that has no place of its own."""

from fieldkit.ui.screens.papers.screen import PapersScreen

__all__ = ["PapersScreen"]
