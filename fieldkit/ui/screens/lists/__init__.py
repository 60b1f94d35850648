"""The lists of the house: customers, equipment, parts, receivables and the others, from their declarations."""

from fieldkit.ui.screens.lists.screen import ListsScreen

__all__ = ["ListsScreen"]
