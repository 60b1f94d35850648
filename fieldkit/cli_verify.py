"""`fieldkit verify …`: whether a paper holds and who signed it, by its file alone or beside a laptop's records."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Annotated, Any

import typer
from cryptography import x509

from fieldkit.actions.checking import check_paper
from fieldkit.actions.desk import Desk
from fieldkit.documents.boxes import SEALED_WORDS, moment_words
from fieldkit.documents.proof import Known
from fieldkit.documents.shown import OTHERWISE, shown_hashes, shown_pages
from fieldkit.documents.signers import SignedBy
from fieldkit.documents.snapshot import read_snapshot
from fieldkit.documents.standing import Inside, inside
from fieldkit.documents.verify import GOOD, REASONS, SENTENCES, SHOWN, UNTRUSTED, WITHOUT_CUSTOMER, Verification
from fieldkit.documents.verify import verify as verify_pdf
from fieldkit.errors import UserError
from fieldkit.forms import FORMS
from fieldkit.i18n import N_, translate

HomeOption = Annotated[Path | None, typer.Option("--home", help="A laptop's folder: is it the paper's last state?")]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON object, and nothing else.")]


def add_verify_command(
    app: typer.Typer, laptop: Callable[[Path | None], AbstractContextManager[Desk]], chosen: Mapping[str, Any]
) -> None:
    """Adds the command; `laptop` opens the desk of a home, `chosen` holds what was named before the command."""

    @app.command("verify")
    def verify_command(
        file: Path,
        trust: Annotated[list[Path] | None, typer.Option(help="The office's certificate, PEM.")] = None,
        crl: Annotated[list[Path] | None, typer.Option(help="A list of revoked certificates, PEM.")] = None,
        tsa: Annotated[list[Path] | None, typer.Option(help="A time-stamping authority's certificate, PEM.")] = None,
        home: HomeOption = None,
        shown: Annotated[Path | None, typer.Option(help="A new file for the pages as the customer was shown.")] = None,
        as_json: JsonOption = False,
    ) -> None:
        """Whether a paper is good, altered, untrusted or unsigned; exit 0 only for good.

        With --home it is also compared with what that laptop knows of the paper, by its office's certificate.
        """
        trusted, known = certificates_in(trust or []), Known(revoked_in(crl or []), certificates_in(tsa or []))
        pdf, folder = read_file(file), home or chosen["home"]
        if folder is None:
            found = verify_pdf(pdf, trusted, known=known)
        else:
            with laptop(folder) as desk:
                found = check_paper(desk, pdf, also=trusted, known=known).found
        said = json.dumps(found.as_json(), ensure_ascii=False) if as_json else "\n".join(_words(found, inside(pdf)))
        typer.echo(said)
        if shown is not None:
            lay_down_shown(pdf, shown)
        if found.verdict != GOOD:
            raise typer.Exit(1)


def read_file(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UserError(N_("“{path}” cannot be read: {reason}."), path=path, reason=error.strerror) from None


def lay_down_shown(pdf: bytes, path: Path) -> None:
    """Writes the pages that the customer was shown into a new file. UserError when the paper does not keep them."""
    pages = [shown_pages(pdf, sha256) for sha256 in shown_hashes(read_snapshot(pdf)[0])]
    if not pages or pages[0] is None:
        raise UserError(N_("This file does not keep the pages that were shown before signing."))
    try:
        with path.open("xb") as out:
            out.write(pages[0])
    except OSError as error:
        raise UserError(N_("“{name}” could not be written: {reason}."), name=path, reason=error.strerror) from None


def certificates_in(paths: Iterable[Path]) -> list[x509.Certificate]:
    """The certificates of PEM files."""
    found = []
    for path in paths:
        try:
            found += x509.load_pem_x509_certificates(read_file(path))
        except ValueError:
            raise UserError(N_("“{path}” holds no certificate."), path=path) from None
    return found


def revoked_in(paths: Iterable[Path]) -> list[x509.CertificateRevocationList]:
    """The list of revoked certificates in each PEM file."""
    found = []
    for path in paths:
        try:
            found.append(x509.load_pem_x509_crl(read_file(path)))
        except ValueError:
            raise UserError(N_("“{path}” holds no list of revoked certificates."), path=path) from None
    return found


def _words(found: Verification, paper: Inside) -> Iterator[str]:
    """The verdict and its reasons, which paper it is, who signed as what and when, and who has not."""
    if found.verdict != UNTRUSTED or not found.reasons:  # else the reasons say what it is, and more exactly
        yield translate(WITHOUT_CUSTOMER if found.verdict == GOOD and found.refused else SENTENCES[found.verdict])
    yield from (translate(REASONS[reason]) for reason in found.reasons)
    form = FORMS.get(paper.kind)
    labels = {name: translate(field.label) for name, field in form.fields.items()} if form else {}
    if form is not None:
        told = translate(N_("{title} {number}, revision {revision}"))
        yield told.format(title=translate(form.title), number=paper.number, revision=paper.revision)
    for one in found.signers:
        yield from _signed(one, labels.get(one.role, one.role))
    if found.shown not in ("", OTHERWISE):  # which is among the reasons
        yield translate(SHOWN[found.shown])
    for name in found.unsigned_fields:
        yield translate(N_("Not signed: {role}")).format(role=labels.get(name, name))


def _signed(one: SignedBy, role: str) -> Iterator[str]:
    """Who signed; of a customer's place how he answered, and that the laptop sealed it; why not, before whom."""
    facts = {"name": one.name, "role": role, "when": moment_words(one.time), "certificate": one.certificate}
    if not one.how:
        yield translate(N_("Signed by {name} as {role}, {when} ({certificate})")).format(**facts)
        return
    how = translate(SEALED_WORDS.get(one.how, one.how))
    named = N_("{how}: {name} as {role}, {when} ({certificate})")
    yield translate(named if one.name else N_("{how}: {role}, {when} ({certificate})")).format(how=how, **facts)
    if one.refused:
        yield translate(N_("Why it is not signed: {why}; witness: {witness}")).format(why=one.why, witness=one.witness)
