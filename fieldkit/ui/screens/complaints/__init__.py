"""Complaints about a person: the list for those who read them; taking one in is for everybody."""

from fieldkit.ui.screens.complaints.screen import ComplaintsScreen

__all__ = ["ComplaintsScreen"]
