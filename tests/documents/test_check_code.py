"""The address in the QR code: where it leads, what it gives away, and that a camera reads it off the page."""

from dataclasses import replace

import pytest

from fieldkit.documents.build import build
from fieldkit.documents.check_code import TOKEN, check_address, new_token
from fieldkit.documents.masthead import Masthead
from fieldkit.documents.preview import pages
from fieldkit.documents.snapshot import report_sha256, snapshot

from . import case
from .authority import DAY

OFFICE = "https://service.huaxin.example.com:8443"


def test_a_token_has_128_random_bits_in_letters_that_no_address_escapes() -> None:
    made = {new_token() for _ in range(500)}
    assert len(made) == 500
    assert all(TOKEN.fullmatch(token) for token in made)


def test_a_draft_and_an_office_without_an_address_lead_nowhere() -> None:
    assert check_address(OFFICE, "SR-1", "", "0" * 64) == ""
    assert check_address("", "SR-1", new_token(), "0" * 64) == ""
    assert check_address(OFFICE + "/", "SR-1", "t", "ab") == f"{OFFICE}/v/SR-1/t#ab"


def test_the_code_on_the_page_is_read_as_the_address() -> None:
    camera = pytest.importorskip("zxingcpp")
    token = new_token()
    report = case.signed_report()
    report = replace(report, token=token, office=OFFICE)
    first = next(iter(pages(build(report, now=DAY), 2.5)))
    sha256 = report_sha256(snapshot(report))
    found = camera.read_barcodes(first, formats=camera.BarcodeFormat.QRCode)  # small print passes for a bar code
    assert [code.text for code in found] == [f"{OFFICE}/v/{report.number}/{token}#{sha256}"]


def test_a_draft_keeps_a_code_that_names_what_it_holds() -> None:
    report = case.report()
    assert "FIELDKIT/1" in Masthead(report, "0" * 64).code
