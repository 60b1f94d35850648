"""A list as it is seen, as a file: the columns, the order, the filter."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from fieldkit.access import require
from fieldkit.actions.desk import Desk
from fieldkit.actions.lists.declared import ListOf, Query
from fieldkit.actions.lists.reading import columns_of, find_rows, read_cells
from fieldkit.documents.spreadsheet import Value, write_table
from fieldkit.i18n import _

PAGE = 500

Report = Callable[[int, int], None]


def export_list(desk: Desk, listed: ListOf, query: Query, path: Path, report: Report) -> int:
    """Writes the rows of a query into a file and returns how many; `report` gets (done, all) and may give it up.

    A text that a program could take for a formula is made harmless; numbers and days stay what they are.
    """
    require(desk.actor, "read", listed.kind)
    known = {column.key: column for column in columns_of(desk, listed)}
    columns = [known[key] for key in query.columns if key in known]
    ids = find_rows(desk, listed, query).ids
    report(0, len(ids))

    def rows() -> Iterator[Sequence[Value]]:
        for begin in range(0, len(ids), PAGE):
            some = ids[begin : begin + PAGE]
            cells = read_cells(desk, listed, columns, some)
            for rid in some:
                if rid in cells:
                    yield [cell.value if cell.text else None for cell in cells[rid]]  # as it is seen
            report(min(begin + PAGE, len(ids)), len(ids))

    write_table(path, _(listed.title), [_(column.heading(listed.kind)) for column in columns], rows())
    return len(ids)
