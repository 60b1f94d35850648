"""Sign: the window handed to the customer, with the pages and a large pad."""

from fieldkit.ui.screens.sign.screen import SignScreen

__all__ = ["SignScreen"]
