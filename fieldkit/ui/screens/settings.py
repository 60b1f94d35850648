"""Settings: what may be set, who I am, what enrolment gave this laptop, and whether the laptop is well."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from fieldkit import __version__, resource
from fieldkit.access import ROLE_LABELS, may_import
from fieldkit.actions.desk import Desk
from fieldkit.actions.doctor import Finding, certificate_ends, findings
from fieldkit.forms import Person
from fieldkit.forms.types import ZONE
from fieldkit.i18n import N_, _, language
from fieldkit.joined import listed
from fieldkit.settings import SETTINGS, Setting
from fieldkit.ui.pin import PinCard
from fieldkit.ui.tokens import BETWEEN_CARDS, GAP
from fieldkit.ui.widgets.buttons import Button, Link
from fieldkit.ui.widgets.labels import IconLabel, SectionHead, caption
from fieldkit.ui.widgets.option import Options
from fieldkit.ui.widgets.page import Page
from fieldkit.ui.widgets.rows import Row, Rows
from fieldkit.ui.widgets.states import StateStack
from fieldkit.ui.workplace import Screen, Workplace

WIDEST = 760
LEVELS = {"good": ("circle-check", "good"), "warn": ("triangle-alert", "warn"), "bad": ("circle-alert", "bad")}
LICENCES = (
    ("fonts", N_("Type: Noto Sans SC"), "SIL Open Font License 1.1", "fonts/OFL.txt"),
    ("rare", N_("Type: rare characters, Hanazono"), "Hanazono Font License", "fonts/HANAZONO.txt"),
    ("icons", N_("Icons: Lucide"), "ISC", "icons/LICENSE"),
)


@dataclass(frozen=True)
class Facts:
    """Who sits here and what enrolment gave: labelled lines for two cards."""

    me: tuple[tuple[str, str], ...]
    laptop: tuple[tuple[str, str], ...]
    imports: bool


def facts(desk: Desk) -> Facts:
    """Who I am, and what this laptop is to the office."""
    identity, actor = desk.identity, desk.actor
    person = desk.form(actor.person)
    lines = [str(form.values.get("line_name") or "") for form in desk.store.many(_lines(person))]
    ends = {name: f"{day.astimezone(ZONE):%Y-%m-%d}" for name, day in certificate_ends(desk).items()}
    roles = listed(_(ROLE_LABELS[role]) for role in ROLE_LABELS if role in actor.roles)
    me = (
        (_("Name"), actor.name),
        (_("Staff number"), actor.number),
        (_("Roles"), roles),
        (_("Product lines"), listed(lines) or _("All")),
    )
    laptop = (
        (_("Company"), identity.company),
        (_("Head office"), identity.url),
        (_("This laptop"), identity.device),
        (_("May connect until"), ends["device"]),
        (_("May sign until"), ends["signing"]),
    )
    return Facts(me, laptop, may_import(actor))


def _lines(person: object) -> list[str]:
    return sorted(person.lines) if isinstance(person, Person) else []


class SettingsScreen(Screen):
    """A setting is in force as soon as it is chosen."""

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self.setObjectName("settings")
        self._facts: Facts | None = None
        page = Page(name="settings.page")
        inside = QWidget()
        inside.setMaximumWidth(WIDEST)
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GAP[2])
        page.column.addWidget(inside)
        page.column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(page)
        self._me, self._laptop = Rows(name="settings.me"), Rows(name="settings.laptop")
        self._health = Rows(name="settings.doctor")
        self._states = StateStack(self._health, rows=4)
        self._build()

    def _build(self) -> None:
        choices = Rows(name="settings.choices")
        for row in SETTINGS:
            choices.add(self._choice(row))
        self._section(SectionHead(_("On this computer")), choices)
        self._section(SectionHead(_("Papers")), _papers(self.place))
        self._section(SectionHead(_("Who I am")), self._me)
        self._section(SectionHead(_("Code to sign")), PinCard(self.place))
        self._section(SectionHead(_("Enrolment")), self._laptop)
        self._lists = _lists(self.place)
        self._column.addWidget(self._lists)
        health = SectionHead(_("Laptop check"))
        again = Link(_("Look again"), name="settings.look")
        again.clicked.connect(self._look)
        health.add(again)
        self._section(health, self._states)
        licences = Rows(name="settings.licences")
        for key, says, licence, path in LICENCES:
            licences.add(_Licence(key, _(says), licence, path))
        self._section(SectionHead(_("Licences")), licences)
        self._column.addWidget(caption(f"FieldKit {__version__}", name="settings.version"))

    def _section(self, head: SectionHead, card: QWidget) -> None:
        if self._column.count():
            self._column.addSpacing(BETWEEN_CARDS - GAP[2])
        self._column.addWidget(head)
        self._column.addWidget(card)

    def _choice(self, setting: Setting) -> Row:
        row = Row(_(setting.label), _(setting.hint), opens=False, name=f"settings.row.{setting.key}")
        row.setMinimumHeight(68)
        options = Options([(code, _(label), "") for code, label in setting.choices.items()], beside=True,
                          name=f"settings.{setting.key}")  # fmt: skip
        options.setFixedSize(176 * len(setting.choices), 52)
        kept = self.place.laptop.settings.get(setting.key)
        options.set_value(language() if setting.key == "language" else kept)  # one may be given for this run alone
        options.chosen.connect(lambda value: self._set(setting.key, value))
        row.add(options)
        return row

    def _set(self, key: str, value: str) -> None:
        self.place.laptop.settings.set(key, value)
        self.place.setting.emit(key, value)

    def refresh(self) -> None:
        self.place.read(facts, self._show, owner=self)
        if not self._health.rows:
            self._look()

    def crumbs(self) -> list[tuple[str, str]]:
        return [("settings", _("Settings"))]

    def _show(self, found: Facts) -> None:
        if found == self._facts:
            return
        self._facts = found
        self._lists.setVisible(found.imports)
        for card, lines in ((self._me, found.me), (self._laptop, found.laptop)):
            card.clear()
            for label, value in lines:
                card.add(Row(label, opens=False, value=value, value_tone="text", name=f"settings.fact.{label}"))
        home = str(self.place.laptop.home)
        row = Row(_("Folder"), home, opens=False, name="settings.home")
        folder = Button(_("Open the folder"), size="small", icon="folder-open", name="settings.folder")
        folder.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(home)))
        row.add(folder)
        self._laptop.add(row)

    def _look(self) -> None:
        """The whole database is read: in the background, beside other work."""
        self._states.show_loading()
        desk = self.place.desk
        self.place.jobs.run(lambda: findings(desk), self._found, self._not_found, owner=self)

    def _found(self, found: Sequence[Finding]) -> None:
        self._health.clear()
        for number, finding in enumerate(found, 1):
            self._health.add(_finding(finding, number))
        self._states.show_content()

    def _not_found(self, error: Exception) -> None:
        self._states.show_error(error, self._look)


def _papers(place: Workplace) -> QWidget:
    rows = Rows(name="settings.papers")
    about = _("Whether a signed PDF was changed, who signed it, and whether it is the last state of the paper")
    row = Row(_("Check a paper"), about, icon="file-search", chevron=True, name="settings.verify")
    row.clicked.connect(lambda: place.go.emit("verify"))
    rows.add(row)
    return rows


def _lists(place: Workplace) -> QWidget:
    """What the house keeps: lists, and the letterhead; who may, is read later."""
    rows = Rows(name="settings.lists")
    about = _("Excel and CSV: customers, equipment, spare parts, receivables, people")
    row = Row(_("Take lists in"), about, icon="upload", chevron=True, name="settings.import")
    row.clicked.connect(lambda: place.go.emit("import"))
    rows.add(row)
    says = _("Name, logo and language of papers, on every laptop")
    head = Row(_("Letterhead"), says, icon="file-text", chevron=True, name="settings.letterhead")
    head.clicked.connect(lambda: place.go.emit("letterhead"))
    rows.add(head)
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, BETWEEN_CARDS - GAP[2], 0, 0)
    column.setSpacing(GAP[2])
    column.addWidget(SectionHead(_("The company")))
    column.addWidget(rows)
    holder.hide()
    return holder


def _finding(finding: Finding, number: int) -> Row:
    icon, tone = LEVELS[finding.level]
    return Row(finding.text, finding.what_to_do, icon=icon, tone=tone, opens=False, name=f"settings.finding.{number}")


class _Licence(QWidget):
    """A name and its licence; the text folds out below."""

    def __init__(self, key: str, says: str, licence: str, path: str) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        row = Row(says, opens=True, value=licence, name=f"settings.licence.{key}")
        row.add(IconLabel("chevron-down"))
        self._text = QPlainTextEdit()
        self._text.setReadOnly(True)
        self._text.setAccessibleName(says)
        self._text.setObjectName(f"settings.licence.{key}.text")
        self._text.setFixedHeight(220)
        self._text.hide()
        self._path = path
        row.clicked.connect(self._fold)
        column.addWidget(row)
        column.addWidget(self._text)

    def _fold(self) -> None:
        if not self._text.toPlainText():
            self._text.setPlainText(resource(self._path).read_text("utf-8"))
        self._text.setVisible(self._text.isHidden())
