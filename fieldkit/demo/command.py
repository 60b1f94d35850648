"""`fieldkit demo`: plays the worked case and leaves its papers, pictures and figures in a folder."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy import func, select

from fieldkit.actions.dossiers import load_trip
from fieldkit.actions.papers import print_paper
from fieldkit.cli import app
from fieldkit.demo.case import STAGES, Case
from fieldkit.demo.company import Company
from fieldkit.errors import UserError
from fieldkit.i18n import N_, set_language, translate
from fieldkit.office.tables import CHANGE, FILE
from fieldkit.records.tables import RECORD
from fieldkit.store.ledger import summary

PAPERS = {
    "service-report.pdf": ("line_manager", "report"),
    "maintenance-advice.pdf": ("line_manager", "advice"),
    "trip-approval.pdf": ("department_manager", "approval"),
}


def register() -> None:
    """Adds the command to the command line, which stands below this room."""
    app.command("demo")(demo)


def demo(
    out: Annotated[Path, typer.Option("--out", help="Where everything goes.")] = Path("build/demo"),
    company: Annotated[Path | None, typer.Option("--company", help="Other lists than the case's own.")] = None,
    play: Annotated[bool, typer.Option("--play", help="Never opens a window to a person.")] = False,
) -> None:
    """Plays the worked case with a real office and three real laptops, on a played clock."""
    if company is not None and not company.exists():
        raise UserError(N_("There is no folder {path}."), path=company)
    set_language("zh")
    case = Case(Company(out, company))
    try:
        seconds = play_case(case, out)
        result = keep_results(case, out, seconds)
        case.company.close_laptops()
        words = translate(N_("Played into {path}: {records} records, {files} files."))
        sys.stdout.write(words.format(path=out, **result) + "\n")
        if not result["all_at_office"]:
            raise UserError(N_("Not everything reached the head office; see summary.json."))
        if not play and has_screen():
            show_trip(case, out)
    finally:
        case.company.close()


def play_case(case: Case, out: Path) -> dict[str, float]:
    """Plays every stage, with pictures of the real screens after those that show one; seconds by stage."""
    seconds = {}
    pictures = _pictures(out)
    for name, stage in STAGES.items():
        begun = time.perf_counter()
        stage(case)
        seconds[name] = round(time.perf_counter() - begun, 2)
        sys.stderr.write(f"{name}: {seconds[name]} s\n")
        begun = time.perf_counter()
        if pictures is not None and pictures.after(name, case):
            seconds[f"{name}_screens"] = round(time.perf_counter() - begun, 2)
    if pictures is not None:
        pictures.close()
    return seconds


def _pictures(out: Path) -> Any:
    """Pictures of the screens, where there is Qt."""
    try:
        from fieldkit.demo.pictures import Pictures  # noqa: PLC0415 - the play itself needs no Qt
    except ImportError as error:
        sys.stderr.write(f"no pictures: {error}\n")
        return None
    return Pictures(out / "screens")


def keep_results(case: Case, out: Path, seconds: dict[str, float]) -> dict[str, Any]:
    """The papers, the office's certificate and summary.json."""
    for name, (who, paper) in PAPERS.items():
        (out / name).write_bytes(print_paper(case.desk(who), getattr(case, paper)))
    house = case.company.office.house
    (out / "office-ca.pem").write_text(house.authority.pem, "ascii")
    states = {name: summary(laptop.store) for name, laptop in case.company.laptops.items()}
    with house.database.reading() as connection:
        verdicts = {
            str(status): int(number)
            for status, number in connection.execute(select(CHANGE.c.status, func.count()).group_by(CHANGE.c.status))
        }
        records = connection.execute(select(func.count()).select_from(RECORD)).scalar_one()
        files = connection.execute(select(func.count()).select_from(FILE)).scalar_one()
    trip = load_trip(case.desk("line_manager"), case.visit)
    open_ends = ("waiting", "held", "rejected", "files_waiting")
    result: dict[str, Any] = {
        "seconds": seconds,
        "records": records,
        "files": files,
        "verdicts": verdicts,
        "conflicts": sum(state["conflicts"] for state in states.values()),
        "all_at_office": not any(state[name] for state in states.values() for name in open_ends),
        "report_status": trip.report.status if trip.report else "",
        "added_case_lists": case.company.added_case_lists,
        "visit": case.visit,
    }
    (out / "summary.json").write_text(json.dumps(result, ensure_ascii=False, indent=1), "utf-8")
    return result


def has_screen() -> bool:
    """Whether a window can be shown to a person."""
    return sys.platform in {"win32", "darwin"} or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def show_trip(case: Case, out: Path) -> None:
    """Opens the desktop on the finished trip, at the engineer's laptop; the office stays on until it is closed."""
    home = (out / "homes" / "engineer").resolve()
    environment = {**os.environ, "FIELDKIT_PASSPHRASE_FILE": str(home / "passphrase.txt")}
    environment.pop("QT_QPA_PLATFORM", None)
    command = [sys.executable, "-c", _WINDOW, str(home), f"trips/{case.visit}"]
    subprocess.run(command, env=environment, check=False)  # noqa: S603 - our own program


_WINDOW = """
import sys
from pathlib import Path
from fieldkit.ui.running import run
sys.exit(run(Path(sys.argv[1]), route=sys.argv[2]))
"""
