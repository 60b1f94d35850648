"""Acts about courier bundles: packed, carried late, twice and out of order, their answers too, beside the line.

The seal is left out (`test_bundle.py` has it): what is random is when a bundle comes, not how it is written.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from fieldkit.errors import BrokenOffError, UserError
from fieldkit.forms import new_id
from fieldkit.office import courier as office_courier
from fieldkit.office import pull as office_pull
from fieldkit.office.courier import CourierDesk, Taken, question_of
from fieldkit.office.page import Sender
from fieldkit.sync.bundle import Opened, Piece, message_piece, unpacked
from fieldkit.sync.courier import Courier
from fieldkit.sync.manifest import Manifest, Receipts
from fieldkit.sync.messages import Push, PushReply

from .broken import BrokenError
from .laptop import KilledError, Laptop, Line, dying

if TYPE_CHECKING:
    from .history import History

RECENT = 4


@dataclass(frozen=True)
class Posted:
    """A bundle, or an answer to one, as its reader finds it; of which laptop."""

    laptop: Laptop
    opened: Opened
    files: tuple[Piece, ...] = ()


def _posted(laptop: Laptop, pieces: list[Piece]) -> Posted:
    read = [(piece.part, b"".join(piece.chunks())) for piece in pieces]
    manifest = Manifest(id=new_id(), reader="x", parts=[part for part, _ in read])
    messages = [(part.type, body) for part, body in read if part.type != "file"]
    files = tuple(Piece(part, lambda body=body: [body]) for part, body in read if part.type == "file")
    return Posted(laptop, Opened(manifest, messages), files)


def pack(history: "History", laptop: Laptop) -> Any:
    """What waits goes onto a stick, whatever becomes of it."""
    pieces, packed = Courier(laptop.store).pack()
    history.bundles.append(_posted(laptop, pieces))
    return f"{len(history.bundles) - 1}: {packed.changes} changes, {packed.files} files"


def deliver(history: "History", _: Laptop) -> Any:
    """A bundle is taken in at the office, often one of before, or once more; the office may die over it."""
    if not history.bundles:
        return False
    dice = history.dice
    bundle = _one_of(history, history.bundles)
    pages = patch.object(office_courier, "NEWS_PAGES", dice.choice([1, 3, 2_000]))
    rows = patch.object(office_pull, "PAGE_ROWS", dice.choice([2, 5, 1_000, 1_000]))
    line = bundle.laptop.line
    line.statements = lambda: dice.randrange(40) if dice.random() < 0.04 else 10_000
    with pages, rows:
        said = _deliver(history, bundle)
    return f"{history.bundles.index(bundle)} of {bundle.laptop.home.name}: {said or len(history.answers) - 1}"


def _deliver(history: "History", bundle: Posted) -> str:
    """Takes a bundle in, and keeps the answer; what went wrong, if anything did."""
    try:
        pieces = list(_answer(history, bundle))
    except BrokenOffError as error:
        return error.reason
    except UserError as error:  # by its word a history began today already: it is heard again tomorrow
        history.office.clock.forward(days=1)
        return error.message
    history.answers.append(_posted(bundle.laptop, pieces))
    return ""


def _answer(history: "History", bundle: Posted) -> Iterator[Piece]:
    """The parts of the answer, as `CourierDesk.take` makes them."""
    office, line = history.office, bundle.laptop.line
    desk = CourierDesk(office.database, None, office.files, office.clock)  # type: ignore[arg-type]
    sender, taken = office.sender(line.device), Taken("")
    asked = question_of(bundle.opened)
    storing = office_courier._Storing(office.files, sender.person)
    for piece in () if sender.revoked else bundle.files:
        with line.deadly():
            for chunk in piece.chunks():
                storing.take(piece.part, chunk)
    yield from _pushed(desk, line, sender, bundle.opened, taken)
    if not sender.revoked:
        yield from (message_piece("pulled", page) for page in desk.news(sender, asked, taken))
        yield message_piece("receipts", Receipts(history=office.history, receipts=storing.receipts))


def _pushed(desk: CourierDesk, line: Line, sender: Sender, opened: Opened, taken: Taken) -> Iterator[Piece]:
    """The answers to the pushes of a bundle, each watched by the oracle."""
    answers = desk.pushed(sender, opened, taken)
    for type_, body in opened.messages:
        if type_ != "push":
            continue
        pieces: list[Piece] = []

        def work(pieces: list[Piece] = pieces) -> PushReply:
            answer = next(answers)
            pieces.append(message_piece("pushed", answer))
            return answer.reply

        stopped = line.watched(unpacked(body, Push), work).stop
        yield from pieces
        if stopped is not None:
            return


def accept(history: "History", _: Laptop) -> Any:
    """An answer comes back, sooner or later; to a copy of its laptop, too: it has the same keys. It may die over it."""
    if not history.answers:
        return False
    dice = history.dice
    answer = _one_of(history, history.answers)
    laptop = dice.choice([one for one in history.laptops if one.name == answer.laptop.name])
    try:
        with dying(laptop.store.database.engine, dice.randrange(60) if dice.random() < 0.05 else 1_000_000):
            done = Courier(laptop.store).accept(answer.opened)
    except KilledError:
        laptop.store.close()
        laptop.open()
        history.forms = [form for form in history.forms if form.laptop is not laptop]
        return "killed"
    return f"{history.answers.index(answer)} {done}"


def _one_of(history: "History", posted: list[Posted]) -> Posted:
    return history.dice.choice(posted[-RECENT:] if history.dice.random() < 0.7 else posted)


def trip(history: "History", laptop: Laptop) -> None:
    """A bundle out and back with nothing in between; BrokenError when its news were not taken."""
    bundle = _posted(laptop, Courier(laptop.store).pack()[0])
    while _deliver(history, bundle):
        pass
    done = Courier(laptop.store).accept(history.answers[-1].opened)
    if done.history and not done.news and not history.office.sender(laptop.line.device).revoked:
        raise BrokenError(f"stick: {laptop.home.name} got no news: {done}")
