"""Trips: the list, and the workspace of one trip with its stages."""

from fieldkit.ui.screens.trips.screen import TripsScreen

__all__ = ["TripsScreen"]
