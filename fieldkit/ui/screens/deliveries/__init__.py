"""Deliveries: where everything stands that was written here, and what needs a hand."""

from fieldkit.ui.screens.deliveries.screen import DeliveriesScreen

__all__ = ["DeliveriesScreen"]
