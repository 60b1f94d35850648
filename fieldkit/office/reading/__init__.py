"""Reading a company's own files: `read_company(paths)` gives the records of each list and every refused row."""

from fieldkit.office.reading.grid import Notice
from fieldkit.office.reading.links import Entry
from fieldkit.office.reading.lists import ListRead, read_company

__all__ = ["Entry", "ListRead", "Notice", "read_company"]
