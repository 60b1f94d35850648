"""People: who is who, who is on duty, who stands in for whom, and what everybody may do."""

from fieldkit.ui.screens.people.screen import PeopleScreen

__all__ = ["PeopleScreen"]
