"""Doubles: records of the lists that look like one, side by side; merged, kept apart, or taken back."""

from fieldkit.ui.screens.doubles.screen import DoublesScreen

__all__ = ["DoublesScreen"]
