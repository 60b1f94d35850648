"""Taking a company's lists in: choose the files, see what they would change, take them in."""

from fieldkit.ui.screens.importing.screen import ImportScreen

__all__ = ["ImportScreen"]
