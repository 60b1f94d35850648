"""The lists of the house: declared once; screen, filter, order and export follow."""
