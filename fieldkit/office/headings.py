"""What people have taught the office about the headings of their lists: remembered by word, for every later import."""

from collections.abc import Mapping

from sqlalchemy import Connection, delete, insert, select

from fieldkit.errors import UserError
from fieldkit.i18n import N_
from fieldkit.office.reading.columns import LISTS
from fieldkit.office.reading.headers import Taught, heading
from fieldkit.office.tables import HEADING

PASSED_OVER = "-"  # how a person says that a column is nothing to FieldKit


def taught(connection: Connection) -> dict[tuple[str, str], str]:
    """The headings that were taught; one for a list or column that there is no more is left out."""
    known = {(one.name, column.name) for one in LISTS for column in one.columns} | {(one.name, "") for one in LISTS}
    rows = connection.execute(select(HEADING))
    return {(row.list, row.heading): row.column for row in rows if (row.list, row.column) in known}


def teach(connection: Connection, said: Taught, who: str, now_ms: int) -> None:
    """Remembers headings, each instead of what was remembered of it before."""
    for (name, word), column in said.items():
        connection.execute(delete(HEADING).where(HEADING.c.list == name, HEADING.c.heading == word))
        row = {"list": name, "heading": word, "column": column, "who": who[:80], "at_ms": now_ms}
        connection.execute(insert(HEADING), row)


def lesson(said: Mapping[tuple[str, str], str]) -> dict[tuple[str, str], str]:
    """(list, heading as the file has it) → column, as `teach` takes it. UserError for what there is not."""
    known = {one.name: {column.name for column in one.columns} for one in LISTS}
    lessons: dict[tuple[str, str], str] = {}
    for (name, word), column in said.items():
        wanted = "" if column == PASSED_OVER else column
        if name not in known or not heading(word) or (wanted and wanted not in known[name]):
            columns = ", ".join(sorted(known.get(name, ()))) or ", ".join(known)
            sentence = N_("“{word}” cannot be “{column}” of “{list}”. There are: {known}.")
            raise UserError(sentence, word=word, column=column, list=name, known=columns)
        lessons[name, heading(word)] = wanted
    return lessons
