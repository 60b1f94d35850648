"""A company's lists: sent to the head office, which says what they would change, or takes them in."""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from fieldkit.access import may_import
from fieldkit.actions.desk import Desk
from fieldkit.errors import NotAllowedError, UserError
from fieldkit.i18n import N_, language
from fieldkit.sync.lists import LISTS_BYTES, MOST_FILES, Lesson, ListFile, ListsAsked, ListsReply, send_lists

Progress = Callable[[str, int, int], object]
Lessons = Mapping[tuple[str, str], str]  # (list, heading) → column, “-” for one that is nothing to FieldKit

SUFFIXES = (".xlsx", ".xlsm", ".csv", ".txt", ".tsv")


def take_in(
    desk: Desk,
    paths: Sequence[Path],
    progress: Progress,
    *,
    dry_run: bool,
    whole: Collection[str] = (),
    lessons: Lessons | None = None,
) -> ListsReply:
    """Sends files to the office: it says what they would change, or with `dry_run=False` takes them in, as this person.

    `whole` are the lists of which the files hold everything. What `progress` raises gives it up: then nothing was
    done. OfflineError without a line.
    """
    if not may_import(desk.actor):
        raise NotAllowedError(N_("Your role may not take lists in. Ask the secretary or the department manager."))
    if len(paths) > MOST_FILES:
        raise UserError(N_("Take at most {most} files in at once."), most=MOST_FILES)
    with ExitStack() as opened:
        files = []
        for path in paths:
            try:
                files.append(opened.enter_context(path.open("rb")))
            except OSError as error:
                raise UserError(
                    N_("“{path}” cannot be read: {reason}."), path=path.name, reason=error.strerror
                ) from error
        named = [ListFile(name=path.name[-200:], size=path.stat().st_size) for path in paths]
        if sum(file.size for file in named) > LISTS_BYTES:
            raise UserError(N_("The files are too large together. Take them in one by one."))
        taught = [Lesson(list=name, heading=word, column=column) for (name, word), column in (lessons or {}).items()]
        asked = ListsAsked(
            files=named,
            dry_run=dry_run,
            whole=sorted(whole),
            lessons=taught,
            language="en" if language() == "en" else "zh",
        )
        line = desk.line()
        opened.callback(line.close)
        return send_lists(line, asked, files, progress)
