"""Problems: the list, one problem with its log, and taking in a call."""

from fieldkit.ui.screens.problems.screen import ProblemsScreen

__all__ = ["ProblemsScreen"]
