"""The pages that were shown before a hand was drawn are the beginning of the sealed paper, and prove themselves."""

import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest

from fieldkit.documents.build import build
from fieldkit.documents.preview import page, page_count
from fieldkit.documents.shown import HASH_ALONE, KEPT, OTHERWISE, shown_hashes, shown_pages, upon
from fieldkit.documents.signing import certify, sign
from fieldkit.documents.snapshot import read_snapshot
from fieldkit.documents.verify import verify

from . import case, lengths
from .authority import DAY, Authority


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


def signed(authority: Authority, paper: bytes) -> bytes:
    """After the engineer, the customer and, next day, the manager."""
    paper = sign(certify(paper, authority.engineer(), at=DAY), authority.laptop("王𠅤"), "Customer", at=DAY)
    return sign(paper, authority.manager(), "Manager", at=DAY + timedelta(days=1))


def test_a_sealed_paper_begins_with_the_pages_that_were_shown(authority: Authority) -> None:
    """To the byte, with every signature, so that anybody can hash them; and it says what they say."""
    shown, paper = case.sealed_upon(case.report(), DAY)
    pdf = signed(authority, paper)
    (sha256,) = shown_hashes(read_snapshot(pdf)[0])
    assert hashlib.sha256(pdf[: len(shown)]).hexdigest() == sha256
    assert shown_pages(pdf, sha256) == shown
    found = verify(pdf, [authority.certificate])
    assert (found.verdict, found.shown, len(found.signers)) == ("good", KEPT, 3)


def test_the_paper_upon_the_pages_is_the_paper_that_was_built() -> None:
    shown, paper = case.sealed_upon(case.report(), DAY)
    built = build(case.answered(case.report(), hashlib.sha256(shown).hexdigest()), now=DAY)
    assert read_snapshot(paper) == read_snapshot(built)
    assert page_count(paper) == page_count(built)
    drawn = [[page(pdf, number, 0.5).tobytes() for number in range(page_count(built))] for pdf in (paper, built)]
    assert drawn[0] == drawn[1]
    assert upon(shown, built) == paper  # twice the same


def test_a_shorter_or_longer_paper_than_was_shown_is_whole() -> None:
    """However many objects and pages the two have: what is not needed any more is left behind."""
    short, long = build(lengths.shortest(), now=DAY), build(case.report(), now=DAY)
    for shown, built in ((short, long), (long, short)):
        paper = upon(shown, built)
        assert paper.startswith(shown)
        assert read_snapshot(paper) == read_snapshot(built)
        assert page_count(paper) == page_count(built)
        assert page(paper, 0, 0.5).tobytes() == page(built, 0, 0.5).tobytes()


def test_sixty_photos_are_in_the_file_once() -> None:
    """On some 15 MB the pages as shown cost less than the twentieth part."""
    shown, paper = case.sealed_upon(replace(lengths.longest(1000), record=case.report().record), DAY)
    assert len(shown) > 10_000_000
    assert len(paper) - len(shown) < len(shown) / 20


def test_another_paper_than_was_shown_is_not_good(authority: Authority) -> None:
    """What a laptop could seal that shows one thing and seals another."""
    shown = build(case.report(done="更换主控板, 免费"), now=DAY)
    paper = upon(shown, build(case.answered(case.report(), hashlib.sha256(shown).hexdigest()), now=DAY))
    found = verify(signed(authority, paper), [authority.certificate])
    assert (found.verdict, found.reasons, found.shown) == ("untrusted", ("shown_otherwise",), OTHERWISE)


def test_of_a_paper_of_before_the_hash_alone_is_known(authority: Authority) -> None:
    paper = build(case.signed_report(), now=DAY)
    found = verify(signed(authority, paper), [authority.certificate])
    assert (found.verdict, found.shown) == ("good", HASH_ALONE)
    assert verify(certify(build(case.approval(), now=DAY), authority.manager(), "LineManager", at=DAY), []).shown == ""
