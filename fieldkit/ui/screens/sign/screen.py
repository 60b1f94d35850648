"""The whole window, handed to the customer: every page is seen, then signed; report and advice in one sitting."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from fieldkit.actions.answers import Answer
from fieldkit.actions.papers import Shown, seal_answer
from fieldkit.errors import UserError
from fieldkit.forms import Record
from fieldkit.forms.signature import DRAWN, STAMPED
from fieldkit.i18n import _
from fieldkit.ui.paper_view import PaperView
from fieldkit.ui.screens.sign.other import OtherPanel
from fieldkit.ui.screens.sign.panel import SignPanel
from fieldkit.ui.screens.sign.sight import Prepared, Sitting, prepare, sitting_of
from fieldkit.ui.screens.sign.signed import SignedPanel
from fieldkit.ui.tokens import GAP, PAGE_MARGINS, SIGN_FOOTER_HEIGHT
from fieldkit.ui.widgets.badges import Badge
from fieldkit.ui.widgets.buttons import Button
from fieldkit.ui.widgets.footer import Footer
from fieldkit.ui.widgets.labels import ElidedLabel, Label
from fieldkit.ui.widgets.states import EmptyState, StateStack
from fieldkit.ui.workplace import Screen, Workplace

TOP = 64


class SignScreen(Screen):
    """`sign/<paper id>`: signs that paper, then the other one of the same visit. `…/<hash>` shows a sealed version."""

    bare = True

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self.setObjectName("sign")
        self.setProperty("role", "surface")
        self.sitting: Sitting | None = None
        self._rid, self._version = "", ""
        self._left: list[str] = []
        self._shown: Shown | None = None
        self._build()
        self._connect()

    # -- building

    def _build(self) -> None:
        self.paper = PaperView(self.place, thumbs=True, name="sign.paper")
        self.panel, self.other = SignPanel(), OtherPanel(self.place)
        self.signed = SignedPanel(self.place, self.paper)
        self.right = QStackedWidget()
        for panel in (self.panel, self.other, self.signed):
            panel.setProperty("role", "surface")
            panel.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
            self.right.addWidget(panel)
        inside = QWidget()
        line = QHBoxLayout(inside)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        line.addWidget(self.paper, 672)
        line.addWidget(self.right, 694)
        self.states = StateStack(inside, name="sign.states")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head())
        column.addWidget(self.states, 1)
        column.addWidget(self._foot())

    def _head(self) -> QWidget:
        head = QFrame()
        head.setProperty("role", "top")
        head.setFixedHeight(TOP)
        line = QHBoxLayout(head)
        line.setContentsMargins(PAGE_MARGINS[0], 0, PAGE_MARGINS[2], 0)
        line.setSpacing(GAP[4])
        self.title = Label(_("Please sign"), "figure", name="sign.title")
        self.about = ElidedLabel("", "body", tone="text_2", name="sign.about")
        line.addWidget(self.title)
        line.addWidget(self.about, 1)
        self.offline = Badge("offline", _("Works offline"), name="sign.offline")
        line.addWidget(self.offline)
        return head

    def _foot(self) -> QWidget:
        self.footer = Footer(height=SIGN_FOOTER_HEIGHT, name="sign.footer")
        self.back = Button(_("Do not sign, go back"), size="huge", icon="chevron-left", name="sign.back")
        self.clear = Button(_("Clear"), size="huge", icon="eraser", name="sign.clear")
        self.confirm = Button(_("Confirm signature"), "primary", "huge", icon="check", name="sign.confirm")
        self.onward = Button(_("On to hand over"), "primary", "huge", trailing="arrow-right", name="sign.onward")
        self.footer.add_left(self.back)
        for button in (self.clear, self.confirm, self.onward):
            self.footer.add_right(button)
        return self.footer

    def _connect(self) -> None:
        self.back.clicked.connect(partial(self._leave_to, "report"))
        self.onward.clicked.connect(partial(self._leave_to, "hand_over"))
        self.clear.clicked.connect(self.panel.pad.clear)
        self.confirm.clicked.connect(self._confirm)
        self.panel.changed.connect(self._arm)
        self.panel.otherwise.connect(self._turn_to_other)
        self.other.changed.connect(self._arm)
        self.other.by_hand.connect(self._turn_to_pad)
        self.panel.read_first.read_on.connect(self.paper.read_on)
        self.paper.opened.connect(self._look)
        self.paper.seen_changed.connect(self._look)
        self.place.changed.connect(self.refresh)

    # -- opening

    def open(self, parts: Sequence[str]) -> None:
        self._rid, self._version = (*parts, "", "")[:2]
        self.sitting, self._shown = None, None
        self.signed.forget()
        self.paper.clear()
        self._offer(signing=False)
        self.states.show_loading()
        rid = self._rid
        self.place.read(lambda desk: sitting_of(desk, rid), self._begin, self._fail, owner=self)

    def _fail(self, error: Exception) -> None:
        self.states.show_error(error, partial(self.open, [self._rid]))

    def _begin(self, sitting: Sitting) -> None:
        self.sitting = sitting
        self._left = list(sitting.waiting) if self._rid in sitting.waiting and not self._version else []
        self.panel.signer.show_signer(sitting.signer)
        self.onward.setText(_("On to hand over") if self._of_visit else _("Back to the paper"))
        self._next_paper()

    def _next_paper(self) -> None:
        """The next paper that waits; else what the customer answered to each, which is known only now."""
        if not self._left:
            wanted = self._rid
            self.place.read(lambda desk: sitting_of(desk, wanted), self._show_signed, self._fail, owner=self)
            return
        rid = self._left[0]
        self.paper.clear()
        self.place.read(lambda desk: prepare(desk, rid), self._show, self._fail, owner=self)

    def _show(self, prepared: Prepared) -> None:
        if prepared.shown is None or self.sitting is None:
            self._refuse(prepared.error)
            return
        self._shown = prepared.shown
        rid = self._left[0]
        total = len(self.sitting.waiting)
        place = f"{total - len(self._left) + 1} / {total}  " if total > 1 else ""
        self.title.setText(_("Please sign"))
        self.about.setText(f"{place}{self.sitting.titles[rid]}·{self.sitting.about}")
        self.panel.begin("")
        self.panel.other.setVisible(rid in self.sitting.otherwise)
        self.other.begin(rid, self.sitting.titles[rid])
        self.panel.show_seen([0])
        self.right.setCurrentWidget(self.panel)
        self.states.show_content()
        self.paper.show_pdf(prepared.shown.pdf)
        self._offer(signing=True)
        self.setFocus()

    def _refuse(self, error: UserError | None) -> None:
        """Something is missing: said in the middle, and the way back to it."""
        said = error.say() if error is not None else ""
        words = _("Back to the report") if self._of_visit else _("Back to the paper")
        notice = EmptyState("circle-alert", said, "", words, name="sign.refused")
        notice.acted.connect(partial(self._leave_to, "report"))
        self.states.show_empty(notice)
        self._offer(signing=False)

    # -- reading, then signing

    def _look(self) -> None:
        """Notes what was seen; the pad comes when nothing is left to see."""
        if self._shown is None or self.sitting is None or not self._left or self.paper.paper is None:
            return
        count = self.paper.canvas.count
        unseen = [page for page in range(count) if page not in self.paper.seen]
        said = _("I have seen all {count} pages.").format(count=count) if count > 1 else _("I have seen the page.")
        stated = self.sitting.statements[self._left[0]]
        self.panel.statement.setText(_("{seen} {statement}").format(seen=said, statement=stated))
        self.panel.show_seen(unseen)
        self._arm()

    def _arm(self) -> None:
        other = self.right.currentWidget() is self.other
        by_hand = self._shown is not None and not other and self.panel.place.currentWidget() is self.panel.pad
        self.confirm.setEnabled(by_hand or (other and bool(self.other.how)))
        self.confirm.setText(self._words_of_confirm())
        self.clear.setEnabled(by_hand and bool(self.panel.pad.strokes))

    def _words_of_confirm(self) -> str:
        if self.right.currentWidget() is not self.other:
            return _("Confirm signature")
        return _("Confirm the stamp") if self.other.how == STAMPED else _("Seal without a signature")

    def _turn_to_other(self) -> None:
        """The engineer takes the laptop back: nobody signs on the screen."""
        self.other.signer.show_signer(self.panel.signer.signer)
        self.right.setCurrentWidget(self.other)
        self.title.setText(_("Not signed on the screen"))
        self.clear.hide()
        self._arm()

    def _turn_to_pad(self) -> None:
        self.right.setCurrentWidget(self.panel)
        self.title.setText(_("Please sign"))
        self.clear.show()
        self._arm()

    def _offer(self, *, signing: bool, done: bool = False) -> None:
        for button in (self.clear, self.confirm):
            button.setVisible(signing)
        self.back.setVisible(not done)
        self.offline.setVisible(not done)
        self.onward.setVisible(done)
        self._arm()

    def _confirm(self) -> None:
        if self.right.currentWidget() is self.other:
            self._confirm_other()
            return
        shown, who = self._shown, self.panel.signer.signer
        if shown is None:
            return
        if self.panel.pad.is_empty():
            self.panel.say(_("The signature is empty. Please sign in the frame."))
            return
        if not who.name:
            self.panel.say(_("Please write your name."), name=True)
            self.panel.name.setFocus()
            return
        self._seal(shown, Answer(who.name, self.panel.pad.strokes, DRAWN, who.duty, who.phone, who.place))

    def _confirm_other(self) -> None:
        """What stands for the signature, on the pages that were shown, or printed to be stamped."""
        answer = self.other.answer()
        shown = self.other.stamp.printed if answer.how == STAMPED else self._shown
        if shown is None:
            self.other.say(_("Print the pages first: what is stamped is what was printed."))
            return
        self._seal(shown, answer)

    def _seal(self, shown: Shown, answer: Answer) -> None:
        self._busy(True)
        self.place.act(lambda desk: seal_answer(desk, shown, answer), self._done, self._not_done, owner=self)

    def _busy(self, busy: bool) -> None:
        self.confirm.setText(_("Sealing…") if busy else self._words_of_confirm())
        for widget in (self.confirm, self.clear, self.back, self.panel, self.other):
            widget.setEnabled(not busy)

    def _done(self, _record: Record) -> None:
        self._busy(False)
        self._shown = None
        if self._left:
            self._left.pop(0)
        self._next_paper()

    def _not_done(self, error: Exception) -> None:
        self._busy(False)
        words = _("This did not work, and nothing was signed. Try again.")
        panel = self.other if self.right.currentWidget() is self.other else self.panel
        panel.say(error.say() if isinstance(error, UserError) else words)

    # -- afterwards

    def _show_signed(self, sitting: Sitting) -> None:
        self.sitting = sitting
        self.about.setText(self.sitting.about)
        refused = self._rid in self.sitting.unsigned and not self._version
        self.title.setText(_("Sealed version") if self._version else _("Not signed") if refused else _("Signed"))
        self.right.setCurrentWidget(self.signed)
        self.states.show_content()
        self._offer(signing=False, done=True)
        self.setFocus()
        self.signed.show_sitting(self.sitting, self._rid, self._version)

    def _leave_to(self, stage: str) -> None:
        back = self.sitting.back if self.sitting is not None else "trips"
        self.place.go.emit(f"{back}/{stage}" if self._of_visit else back)

    @property
    def _of_visit(self) -> bool:
        return self.sitting is not None and self.sitting.back.startswith("trips/")

    def refresh(self) -> None:
        """What is being signed stays as it was shown, whatever comes; where the signed is may change."""
        if self.right.currentWidget() is self.signed:
            self.signed.look_where()

    def crumbs(self) -> list[tuple[str, str]]:
        return [("sign", _("Sign"))]
