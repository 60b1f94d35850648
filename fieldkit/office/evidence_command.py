"""`fieldkit office evidence`: opens what is sealed to the evidence key in one paper."""

import json
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from fieldkit.clock import Clock
from fieldkit.documents.verify import SENTENCES, SHOWN
from fieldkit.errors import UserError
from fieldkit.forms.paper import signed_by_customers
from fieldkit.i18n import N_, translate
from fieldkit.office.devices import plain
from fieldkit.office.evidence import Evidence, Opened, lay_down, open_evidence, paper_of
from fieldkit.office.house import open_house, told

evidence_app = typer.Typer()
DataOption = Annotated[
    Path, typer.Option("--data", help="The office's folder.", envvar="FIELDKIT_OFFICE_DATA", show_envvar=False)
]
_FITS = {
    True: N_("This is the hand on the page, and of the pages that were shown."),
    False: N_("This is NOT the hand on the page: it was taken from elsewhere, or altered."),
}


@evidence_app.command("evidence")
def evidence_command(
    paper: Annotated[str, typer.Argument(help="A paper's PDF, or its number at this office.")],
    data: DataOption,
    by: Annotated[str, typer.Option(help="Who opens it, for the audit log.")],
    why: Annotated[str, typer.Option(help="For what reason, for the audit log.")],
    key: Annotated[Path | None, typer.Option(help="The evidence key, where it is not in the office's folder.")] = None,
    revision: Annotated[int, typer.Option(help="Which revision, with a number; else the newest.")] = 0,
    strokes: Annotated[Path | None, typer.Option(help="A new file for the timed strokes, for its owner only.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, and nothing else.")] = False,
) -> None:
    """What a customer's signature by hand proves: when, on which laptop, how long; of one paper, for a reason."""
    with told(data), closing(open_house(data, Clock())) as house:
        path = Path(paper)
        kinds = [form.kind for form in signed_by_customers("")]
        pdf = _read(path) if path.is_file() else paper_of(house, paper, kinds, revision)
        opened = open_evidence(house, pdf, key or data / "evidence.key", by, why)
    if strokes is not None:
        lay_down(opened, strokes)
    if as_json:
        facts = [{key: said for key, said in asdict(one).items() if key != "strokes"} for one in opened.found]
        said = {"number": opened.number, "revision": opened.revision, "verdict": opened.verdict, "shown": opened.shown}
        said["signatures"] = facts
        typer.echo(json.dumps(said, ensure_ascii=False))
        return
    _tell(opened)


def _tell(opened: Opened) -> None:
    typer.echo(plain(f"{opened.number} R{opened.revision}  {translate(SENTENCES[opened.verdict])}"))
    for one in opened.found:
        typer.echo(plain(_line(one)))
        typer.echo(translate(_FITS[one.fits]))
    if opened.shown:
        typer.echo(translate(SHOWN[opened.shown]))


def _line(one: Evidence) -> str:
    pen = translate(N_("pen with pressure")) if one.pressure else translate(N_("mouse or finger"))
    words = N_("{name}, {at}, laptop {device}: {points} points in {seconds} s, {pen}; shown SHA-256 {sha256}")
    return translate(words).format(
        name=one.name, at=one.at, device=one.device or "?", points=one.points, seconds=one.seconds, pen=pen,
        sha256=one.shown_sha256,
    )  # fmt: skip


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UserError(N_("“{path}” cannot be read: {reason}."), path=path, reason=error.strerror) from None
