"""The screen of the procedures: the list, and one procedure with its text, its check, and a walk through it."""

from fieldkit.ui.screens.procedures.screen import ProceduresScreen

__all__ = ["ProceduresScreen"]
