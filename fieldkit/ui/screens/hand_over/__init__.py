"""Hand over: what was signed, leaving the site, and what became of everything at the office."""

from fieldkit.ui.screens.hand_over.stage import HandOverStage

__all__ = ["HandOverStage"]
