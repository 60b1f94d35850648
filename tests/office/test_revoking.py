"""Locking a laptop out revokes its certificates: in a signed list that laptops and other programs understand."""

import shutil
import subprocess
import threading
from pathlib import Path
from typing import Any

import pytest
from courier_trips import COLLEAGUE, DEPARTMENT, ENGINEER, Trips
from cryptography import x509

from fieldkit.actions.enrol import sync
from fieldkit.actions.laptops import lock_out
from fieldkit.app import Laptop
from fieldkit.cli import run_command
from fieldkit.clock import PlayedClock
from fieldkit.office.house import House
from fieldkit.office.revoking import keep_list, list_revoked, newest
from fieldkit.store.database import get_meta
from fieldkit.trust import loaded, sound_list

_TEXT: Any = {"capture_output": True, "text": True}


def numbers(house: House) -> set[int]:
    listed = list_revoked(house.database, house.authority, house.clock)
    return {entry.serial_number for entry in x509.load_pem_x509_crl(listed.crl.encode())}


def certificates(laptop: Laptop) -> set[int]:
    identity = laptop.desk.identity
    return {one.serial_number for one in loaded(identity.device_certificate, identity.signing_certificate)}


def kept(laptop: Laptop) -> dict[str, object]:
    with laptop.store.database.reading() as connection:
        found: dict[str, object] = get_meta(connection, "trust", {})
    return found


def test_a_laptop_that_is_locked_out_takes_its_certificates_with_it(house: House, trips: Trips) -> None:
    lost, other = trips.laptop(ENGINEER), trips.laptop(COLLEAGUE)
    assert numbers(house) == set()
    house.enrolment.revoke(lost.desk.identity.device, "E110")
    assert numbers(house) == certificates(lost)
    sync(other.desk)
    found = sound_list(str(kept(other)["crl"]), [house.authority.certificate], [house.authority.certificate])
    assert found is not None
    assert {entry.serial_number for entry in found} == certificates(lost)


def test_a_manager_who_locks_out_from_his_desktop_revokes(house: House, trips: Trips) -> None:
    lost, manager = trips.laptop(ENGINEER), trips.laptop(DEPARTMENT)
    lock_out(manager.desk, lost.desk.identity.device)
    sync(manager.desk)
    found = x509.load_pem_x509_crl(str(kept(manager)["crl"]).encode())
    assert {entry.serial_number for entry in found} == certificates(lost)


def test_who_is_locked_out_twice_stays_revoked_since_the_first_time(
    house: House, trips: Trips, clock: PlayedClock
) -> None:
    lost = trips.laptop(ENGINEER).desk.identity.device
    first = clock.now()
    house.enrolment.revoke(lost)
    clock.forward(days=2)
    house.enrolment.revoke(lost)
    listed = x509.load_pem_x509_crl(list_revoked(house.database, house.authority, clock).crl.encode())
    assert all((entry.revocation_date_utc - first).total_seconds() < 60 for entry in listed)


def test_the_list_comes_with_the_courier_too(house: House, trips: Trips) -> None:
    lost, other = trips.laptop(ENGINEER), trips.laptop(COLLEAGUE)
    house.enrolment.revoke(lost.desk.identity.device)
    trips.off_line()
    trips.trip(other)
    assert kept(other)["number"] == list_revoked(house.database, house.authority, house.clock).number


def test_a_list_is_brought_once_and_a_forged_one_is_left_alone(house: House, trips: Trips, tmp_path: Path) -> None:
    lost, other = trips.laptop(ENGINEER), trips.laptop(COLLEAGUE)
    house.enrolment.revoke(lost.desk.identity.device)
    sync(other.desk)
    mine = kept(other)
    with house.database.reading() as connection:
        assert newest(connection, int(str(mine["number"]))) is None
    forged = x509.load_pem_x509_crl(str(mine["crl"]).encode())
    with house.database.writing() as connection:
        pem = str(mine["crl"]).replace("A", "B", 40)
        connection.exec_driver_sql("UPDATE revocations SET number = number + 1000")
        connection.exec_driver_sql(f"UPDATE revocations SET crl = '{pem}'")
    sync(other.desk)
    assert kept(other) == mine
    assert forged.next_update_utc is not None


def test_the_list_is_made_anew_before_it_ends_and_not_without_need(house: House, clock: PlayedClock) -> None:
    first = list_revoked(house.database, house.authority, clock)
    clock.forward(days=3)
    assert list_revoked(house.database, house.authority, clock) == first
    clock.forward(days=5)
    assert list_revoked(house.database, house.authority, clock).number > first.number


def test_whoever_issues_keeps_the_list(house: House) -> None:
    over = threading.Event()
    over.set()
    keep_list(house.database, house.authority, house.clock, over)
    with house.database.reading() as connection:
        assert newest(connection) is not None


def test_openssl_refuses_what_the_list_names(house: House, trips: Trips, tmp_path: Path) -> None:
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    lost, other = trips.laptop(ENGINEER), trips.laptop(COLLEAGUE)
    house.enrolment.revoke(lost.desk.identity.device)
    (tmp_path / "crl.pem").write_text(list_revoked(house.database, house.authority, house.clock).crl)
    assert run_command(["office", "certificate", "--data", str(house.folder), "--out", str(tmp_path / "ca.pem")]) == 0
    (tmp_path / "issuing.pem").write_text(house.authority.issuing_pem)
    (tmp_path / "lost.pem").write_text(lost.desk.identity.signing_certificate)
    (tmp_path / "other.pem").write_text(other.desk.identity.signing_certificate)
    assert (tmp_path / "ca.pem").read_text() == house.authority.pem

    def verify(name: str) -> str:
        now = str(house.clock.millis() // 1000)
        command = ["openssl", "verify", "-attime", now, "-crl_check", "-CRLfile", "crl.pem", "-CAfile", "ca.pem"]
        done = subprocess.run([*command, "-untrusted", "issuing.pem", name], cwd=tmp_path, check=False, **_TEXT)
        return done.stdout + done.stderr

    assert "certificate revoked" in verify("lost.pem")
    assert verify("other.pem") == "other.pem: OK\n"


def test_the_list_is_written_for_other_programs(
    house: House, trips: Trips, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lost = trips.laptop(ENGINEER)
    house.enrolment.revoke(lost.desk.identity.device)
    assert run_command(["office", "crl", "--data", str(house.folder), "--out", str(tmp_path / "crl.pem")]) == 0
    found = x509.load_pem_x509_crl((tmp_path / "crl.pem").read_bytes())
    assert {entry.serial_number for entry in found} == certificates(lost)
    assert capsys.readouterr().out.strip() == str(tmp_path / "crl.pem")
