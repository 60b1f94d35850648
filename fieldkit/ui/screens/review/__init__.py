"""Review: the queue of a manager, the paper as facts and as pages, and the decision."""

from fieldkit.ui.screens.review.screen import ReviewScreen

__all__ = ["ReviewScreen"]
