"""`fieldkit office papers` and `time-stamps`: looking at signed papers, and whose time stamps they get."""

import json
import multiprocessing
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from multiprocessing import connection
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer
from cryptography import x509
from obstore.exceptions import BaseError
from sqlalchemy.exc import SQLAlchemyError

from fieldkit.clock import Clock
from fieldkit.errors import UserError
from fieldkit.i18n import N_, translate
from fieldkit.office.beside import beside
from fieldkit.office.devices import plain
from fieldkit.office.house import open_house, put_settings, read_settings, told
from fieldkit.office.issue import stop_when_told
from fieldkit.office.log import LOG
from fieldkit.office.papers import Papers
from fieldkit.office.revoking import TSA_ROOTS
from fieldkit.office.writing import write_flushed

LOOK_SECONDS = 20
paper_app = typer.Typer()

DataOption = Annotated[Path, typer.Option("--data", help="The office's folder.", envvar="FIELDKIT_OFFICE_DATA")]


@paper_app.command("papers")
def papers_command(
    data: DataOption,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, and nothing else.")] = False,
) -> None:
    """Looks once at all signed papers: whether they agree with their records, and adds the time stamps that lack."""
    with told(data), closing(open_house(data, Clock())) as house:
        looked = Papers(house).look()
    if as_json:
        typer.echo(json.dumps(looked.as_json(), ensure_ascii=False))
        return
    words = N_("{papers} papers looked at, {stamped} time stamps added, {waiting} papers wait for a file or a stamp.")
    typer.echo(translate(words).format(**looked.as_json()))
    for found in looked.disagree:
        typer.echo(plain(f"{found['number']}  {found['finding']}  {found['record']}"))
    if looked.trouble:
        typer.echo(looked.trouble, err=True)


@paper_app.command("time-stamps")
def time_stamps_command(
    data: DataOption,
    url: Annotated[str, typer.Option(help="The authority's address (RFC 3161); without one no more stamps.")] = "",
    roots: Annotated[
        Path | None, typer.Option(help="The certificates that its stamps lead to, PEM; they are copied.")
    ] = None,
) -> None:
    """Whose time stamps signed papers get (docs/operations.md)."""
    with told(data):
        settings = read_settings(data)
        if url:
            if urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).hostname:
                raise UserError(
                    N_("This is no address of a time-stamping authority; it begins with http:// or https://.")
                )
            _copy_roots(data, roots)
        put_settings(data, settings | {"tsa": url})
    typer.echo(url)


def _copy_roots(data: Path, roots: Path | None) -> None:
    try:
        content = roots.read_bytes() if roots else (data / TSA_ROOTS).read_bytes()
        x509.load_pem_x509_certificates(content)
    except FileNotFoundError:
        raise UserError(N_("Give --roots: the certificates that the authority's stamps lead to.")) from None
    except ValueError:
        raise UserError(N_("“{path}” holds no certificate."), path=roots or data / TSA_ROOTS) from None
    write_flushed(data / TSA_ROOTS, content)


@contextmanager
def looking(folder: Path) -> Iterator[None]:
    """A process beside the workers that looks at the papers that arrive: what is in them may be anything."""
    with beside("paper", look_after_papers, folder):
        yield


def look_after_papers(folder: Path) -> None:
    """Looks at the papers that arrive until stopped, or until the process that started it is gone."""
    stop_when_told()
    over = threading.Event()
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_leave_with, args=(parent.sentinel, over), daemon=True).start()
    with closing(open_house(folder, Clock())) as house:
        papers = Papers(house)
        while not over.wait(LOOK_SECONDS):
            try:
                papers.look()
            except (UserError, OSError, SQLAlchemyError, BaseError) as error:
                LOG.error("the papers were not looked at: %s", type(error).__name__)


def _leave_with(sentinel: int, over: threading.Event) -> None:
    connection.wait([sentinel])
    over.set()
