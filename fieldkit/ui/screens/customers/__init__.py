"""Customers: the list, and the file of one customer."""

from fieldkit.ui.screens.customers.screen import CustomersScreen

__all__ = ["CustomersScreen"]
