"""Checking a paper: drop its PDF, and read whether it holds, who signed it, and what to do."""

from fieldkit.ui.screens.verify.screen import VerifyScreen

__all__ = ["VerifyScreen"]
