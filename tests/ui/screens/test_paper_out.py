"""A paper that is shown can be saved, printed, opened elsewhere and sent."""

from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QAbstractButton

from fieldkit.documents.build import build
from fieldkit.documents.dossier import Company, Dossier
from fieldkit.documents.preview import page, page_count
from fieldkit.forms import Record, ServiceReport, natural_id
from fieldkit.ui.paper_out import name_of
from fieldkit.ui.paper_view import PaperView

NUMBER = "SR-20261110-K7M2QX4R"


@pytest.fixture
def view(qtbot, shown, seat) -> PaperView:
    sat = seat("begin")
    made = shown(PaperView(sat.place, "Preview"), 700, 700)
    made.idle = lambda: sat.idle(qtbot)
    values = {"number": NUMBER, "done": "\n".join(["更换主用主控板。"] * 90)}
    dossier = Dossier(
        Record(natural_id(ServiceReport.kind, "out"), ServiceReport.kind, values=values), company=Company("甲")
    )
    made.show_pdf(build(dossier, now=sat.place.desk.clock.now()))
    made.idle()
    return made


def test_the_menu_stands_in_the_head_of_a_shown_paper(view: PaperView) -> None:
    assert view.findChild(QAbstractButton, "pdf.out").isVisible()
    assert [action.text() for action in view.out.menu.actions()] == [
        "另存为 PDF…", "打印…", "用其他程序打开", "用邮件发送…",
    ]  # fmt: skip


def test_it_is_saved_and_says_so(view: PaperView, tmp_path: Path) -> None:
    view.out.save_to(tmp_path / "paper.pdf")
    view.idle()
    assert (tmp_path / "paper.pdf").read_bytes() == view.paper.pdf
    assert view.head.title.text() == "已存：paper.pdf"
    view.out.save_to(tmp_path / "none" / "paper.pdf")
    view.idle()
    assert "paper.pdf" in view.head.title.text()
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(("first", "last", "count"), [(0, 0, 0), (2, 2, 1)])
def test_it_is_printed_page_by_page(view: PaperView, tmp_path: Path, first: int, last: int, count: int) -> None:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    if last:
        printer.setFromTo(first, last)
    view.out.print_on(printer)
    view.idle()
    printed = (tmp_path / "printed.pdf").read_bytes()
    assert page_count(printed) == (count or page_count(view.paper.pdf)) > 0
    shown, given = page(view.paper.pdf, max(first - 1, 0), 0.5).convert("L"), page(printed, 0, 0.5).convert("L")
    assert shown.size == given.size
    differing = sum(abs(a - b) > 90 for a, b in zip(shown.tobytes(), given.tobytes(), strict=True))
    assert differing < 0.01 * shown.width * shown.height


def test_it_opens_elsewhere_and_is_sent_with_its_number(view: PaperView, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url) or True)
    view.out.open_outside()
    view.idle()
    assert opened[0].fileName() == f"{NUMBER}.pdf"
    assert Path(opened[0].toLocalFile()).read_bytes() == view.paper.pdf
    view.out.mail()
    view.idle()
    assert [url.scheme() for url in opened[1:]] == ["mailto", "file"]
    assert NUMBER in opened[1].toString()
    assert f"{NUMBER}.pdf" in view.head.title.text()


def test_a_paper_of_another_origin_has_a_plain_name() -> None:
    assert name_of(b"%PDF-1.7") == "paper"
