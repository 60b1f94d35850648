"""Deliveries by hand: pack what waits for a stick, take the office's answer in, carry a colleague's bundle."""

from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from fieldkit.actions.courier import accept, carry, pack, tidings
from fieldkit.actions.today import Machine, machine
from fieldkit.i18n import _
from fieldkit.sync.courier import Packed
from fieldkit.sync.files import Progress
from fieldkit.ui.moments import size
from fieldkit.ui.screens.deliveries.errand import Errand, Task
from fieldkit.ui.standing import only_here
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.buttons import Button, primary, secondary
from fieldkit.ui.widgets.footer import Footer
from fieldkit.ui.widgets.labels import body, title
from fieldkit.ui.widgets.page import Page
from fieldkit.ui.widgets.rows import Rows
from fieldkit.ui.workplace import Workplace


class ByHandPage(QWidget):
    """Each errand runs by itself, and goes on while another screen is looked at."""

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._place = place
        self._folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        self._pack = self._errand(
            "package", _("Pack what waits"), "", primary(_("Pack…"), size="normal", name="by_hand.pack.act"), "pack"
        )
        self._accept = self._errand(
            "download",
            _("Take the office's answer in"),
            _("The file that came back: which changes were taken, receipts for files, and what is new at the office."),
            secondary(_("Choose the answer…"), name="by_hand.accept.act"),
            "accept",
        )
        self._carry = self._errand(
            "users",
            _("Carry a colleague's bundle"),
            _("It goes to the office over this computer's line, and the answer is laid beside it. It stays sealed."),
            secondary(_("Choose the bundle…"), name="by_hand.carry.act"),
            "carry",
        )
        self._pack.wanted.connect(self._ask_pack)
        self._accept.wanted.connect(self._ask_accept)
        self._carry.wanted.connect(self._ask_carry)
        self._lay_out()

    def _errand(self, icon: str, name: str, about: str, button: Button, key: str) -> Errand:
        made = Errand(self._place.jobs, icon, name, about, button, name=f"by_hand.{key}")
        made.done.connect(self._place.changed)
        return made

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        page = Page(name="by_hand.page")
        page.column.addWidget(title(_("Without a network: by stick, by e-mail, with a colleague")))
        sealed = _("A bundle is sealed: nobody on its way can open it. Twice, late or in any order, it does no harm.")
        page.column.addWidget(body(sealed, tone="text_2"))
        page.column.addSpacing(GAP[4])
        rows = Rows(name="by_hand.errands")
        for errand in (self._pack, self._accept, self._carry):
            rows.add(errand)
        page.column.addWidget(rows)
        page.column.addStretch(1)
        column.addWidget(page, 1)
        footer = Footer(name="by_hand.footer")
        back = secondary(_("Back"), size="large", icon="arrow-left", name="by_hand.back")
        back.clicked.connect(lambda: self._place.go.emit("deliveries"))
        footer.add_left(back)
        column.addWidget(footer)

    def refresh(self) -> None:
        self._place.read(machine, self._show, owner=self)

    def _show(self, found: Machine) -> None:
        waits = only_here(found)
        self._pack.about.setText(
            _("{waits} All of it goes into one file, sealed for the head office.").format(waits=waits)
            if found.waiting
            else _("{waits} A bundle still asks the office for what is new.").format(waits=waits)
        )

    # -- asking for the file

    def _ask_pack(self) -> None:
        day = f"{self._place.desk.clock.now():%Y%m%d-%H%M}"
        usual = Path(self._folder) / f"fieldkit-{day}.bundle"
        chosen, _kind = QFileDialog.getSaveFileName(self, _("Where the bundle goes"), str(usual))
        if chosen:
            self._folder = str(Path(chosen).parent)
            self._run_pack(Path(chosen))

    def _ask_accept(self) -> None:
        if (path := self._choose(_("The office's answer"))) is not None:
            self._run_accept(path)

    def _ask_carry(self) -> None:
        if (path := self._choose(_("A colleague's bundle"))) is not None:
            self._run_carry(path)

    def _choose(self, caption: str) -> Path | None:
        chosen, _kind = QFileDialog.getOpenFileName(self, caption, self._folder)
        if not chosen:
            return None
        self._folder = str(Path(chosen).parent)
        return Path(chosen)

    # -- doing it

    def _run_pack(self, out: Path) -> None:
        desk = self._place.desk

        def work(progress: Progress) -> str:
            return _packed(pack(desk, out, progress), out)

        self._pack.run(Task(work, _("Given up: there is no bundle. Everything waits here as before.")))

    def _run_accept(self, path: Path) -> None:
        desk = self._place.desk

        def work(progress: Progress) -> str:
            return " ".join(tidings(accept(desk, path, progress)))

        given_up = _("Given up. What was taken in until then stays; take the same answer in again at any time.")
        self._accept.run(Task(work, given_up))

    def _run_carry(self, path: Path) -> None:
        desk = self._place.desk

        def work(progress: Progress) -> str:
            answer = carry(desk, path, progress)
            said = _("Taken to the office. Give its answer back to your colleague: “{name}”, in {folder}.")
            return said.format(name=answer.name, folder=answer.parent)

        given_up = _("Given up: no answer was brought. The bundle is as it was; carry it again at any time.")
        self._carry.run(Task(work, given_up))


def _packed(packed: Packed, out: Path) -> str:
    counts = {"changes": packed.changes, "files": packed.files, "size": size(packed.bytes)}
    where = {"name": out.name, "folder": out.parent}
    said = _(
        "{changes} changes and {files} files are in “{name}” ({size}), in {folder}. "
        "Nothing of it counts as delivered until the office's answer has been taken in here."
    ).format(**counts, **where)
    if packed.files_left:
        said += " " + _("{count} files found no room; they go with the next bundle.").format(count=packed.files_left)
    return said
