"""The corpus of awkward files: what is sound in each is taken, and of the rest a person learns why not."""

import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fieldkit.office.reading import ListRead, read_company

from . import enemies
from .awkward import CORPUS, Fault

READS = Callable[..., dict[str, ListRead]]


def write(folder: Path, one: Fault) -> Path:
    data = one.content()
    path = folder / (one.name + (".xlsx" if data[:2] == b"PK" else ".csv"))
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("one", CORPUS, ids=lambda one: one.name)
def test_an_awkward_file(one: Fault, tmp_path: Path, read: READS, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> None:
        raise AssertionError("reading a list opened a line")

    path = write(tmp_path, one)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    lists = read(path)
    customers = lists.get("customers", ListRead("customers"))
    refused = [*customers.refused, *lists.get("files", ListRead("files")).refused]
    reasons = " ".join(notice.reason for notice in refused)
    assert [entry.kind for entry in customers.entries] == ["customer"] * one.taken, reasons
    assert len(customers.refused) == one.refused
    assert bool(reasons) == bool(one.says) and one.says in reasons, reasons
    warned = " ".join(notice.reason for notice in customers.warnings)
    assert bool(warned) == bool(one.warns) and one.warns in warned, warned
    assert all(notice.file for notice in refused)


def test_the_corpus_is_large_enough() -> None:
    assert len(CORPUS) >= 30
    assert len({one.name for one in CORPUS}) == len(CORPUS)
    assert any(one.content.__module__ == enemies.__name__ for one in CORPUS)


def test_what_was_recovered_is_what_was_meant(tmp_path: Path, read: READS) -> None:
    by_name = {one.name: one for one in CORPUS}
    for name in (
        "telephone-in-scientific-notation-with-every-digit",
        "telephone-as-a-number",
        "full-width-digits-and-letters",
    ):
        first = read(write(tmp_path, by_name[name]))["customers"].entries[0]
        assert (first.values["number"], first.values["phone"]) == ("C1", "13800138000"), name
    for name in ("invisible-characters-around-names", "quoted-line-breaks"):
        first = read(write(tmp_path, by_name[name]))["customers"].entries[0]
        assert str(first.values["customer_name"]).replace(" ", "") == "平川县电信分公司", name


@pytest.mark.parametrize(
    ("said", "day", "warns"),
    [
        ("2024-3-5", "2024-03-05", ""), ("2024/3/5", "2024-03-05", ""), ("2024.3.5", "2024-03-05", ""),
        ("20240305", "2024-03-05", ""), ("2024年3月5日", "2024-03-05", ""), ("5/3/2024", "2024-03-05", "day first"),
        ("05.03.2024", "2024-03-05", "day first"), ("13-11-2024", "2024-11-13", "day first"),
    ],
)  # fmt: skip
def test_days(said: str, day: str, warns: str, tmp_path: Path) -> None:
    path = tmp_path / "versions.csv"
    path.write_text(f"型号,组件,发布版本,发布日期\nAN-2400,主控,V1,{said}\n", "utf-8")
    lists = {one.name: one for one in read_company([path])}
    assert lists["released"].entries[0].values["released_on"] == day
    assert [warns in notice.reason for notice in lists["released"].warnings] == [True] * bool(warns)


def test_a_day_with_the_month_first_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "versions.csv"
    path.write_text("型号,组件,发布版本,发布日期\nAN-2400,主控,V1,11/13/2024\n", "utf-8")
    (released,) = read_company([path])
    assert "2026-11-30" in released.refused[0].reason


@pytest.mark.parametrize(
    ("heading", "said", "amount"),
    [
        ("金额", "4,550.00元", "4550.00"), ("金额", "1.2万", "12000"), ("金额", "￥4550", "4550"),
        ("金额", "3万元", "30000"),
        ("金额（万元）", "0.455", "4550"), ("金额（元）", "４５５０", "4550"), ("欠款金额(千元)", "4.55", "4550"),
    ],
)  # fmt: skip
def test_money(heading: str, said: str, amount: str, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("客户编号,客户名称\nC1,平川\n", "utf-8")
    (tmp_path / "b.csv").write_text(f'客户编号,类别,{heading},到期日\nC1,维修款,"{said}",2026-09-30\n', "utf-8")
    lists = {one.name: one for one in read_company([tmp_path])}
    (entry,) = lists["receivables"].entries
    assert float(str(entry.values["amount"])) == float(amount)
