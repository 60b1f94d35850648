"""Offices that the benches of sync serve: filled straight through the merge, with laptops that are enrolled already."""

import json
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from served import served
from sqlalchemy import select

from fieldkit import resource
from fieldkit.actions.enrol import enrol
from fieldkit.app import Laptop
from fieldkit.clock import Clock
from fieldkit.forms import natural_id, new_id
from fieldkit.office.house import create_house, open_house
from fieldkit.office.importing import import_company
from fieldkit.office.page import Sender
from fieldkit.office.push import push
from fieldkit.office.tables import DEVICE, ORGANISATION
from fieldkit.sync.messages import Push

COMMON = {"contact": "王𠅤", "phone": "139", "address": "临江路36号，机房二楼东侧，环网第 2 节点"}
COMMON["notes"] = "每月清理风扇滤网，数据修改前先备份。" * 3


def show(name: str, value: float, unit: str, goal: str = "") -> None:
    print(f"{name:<58} {value:>10,.1f} {unit}{'   goal ' + goal if goal else ''}", flush=True)


def values(number: int) -> dict[str, str]:
    """A customer of about 330 bytes."""
    return {"number": f"N{number}", "customer_name": f"平川县电信分公司第{number}局", **COMMON}


class Office:
    """`fieldkit office serve`, with invitations made beforehand."""

    url = ""

    def __init__(self, data: Path, database: str = "", invitations: int = 3) -> None:
        self.data = data
        house = create_house(data, "测试", Clock(), database=database)
        import_company(house.database, house.clock, [resource("demo/company")])
        self.codes = [house.enrolment.invite("E100") for _ in range(invitations)]
        house.close()

    @contextmanager
    def serving(self, workers: int = 1) -> Iterator[int]:
        """Serves for as long as the block runs; the supervisor's process id."""
        with served(self.data, "--workers", str(workers)) as running:
            self.url = running.url
            yield running.process.pid

    def laptop(self, home: Path) -> Laptop:
        laptop = Laptop(home, passphrase=lambda: "a long passphrase")
        enrol(laptop.desk, self.url, self.codes.pop())
        return laptop


def enrolled(data: Path, laptops: int) -> tuple[str, str, list[str]]:
    """Laptops of one person, known to an office: its history, the person, and a token of each."""
    house = open_house(data, Clock())
    person, now = natural_id("person", "E100"), int(time.time())
    pem = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    tokens = []
    with house.database.writing() as connection:
        for _ in range(laptops):
            device, key = str(uuid.uuid4()), ec.generate_private_key(ec.SECP256R1())
            row = {"id": device, "person": person, "name": "x", "enrolled_ms": 0}
            connection.execute(DEVICE.insert(), {**row, "device_key": key.public_key().public_bytes(*pem).decode()})
            tokens.append(jwt.encode({"iss": device, "iat": now, "exp": now + 590}, key, algorithm="ES256"))
        history = str(connection.execute(select(ORGANISATION.c.history)).scalar())
    house.close()
    return history, person, tokens


def message(history: str, person: str, start: int, count: int, *, inc: str = "", n: int = 0, prev: str = "") -> bytes:
    """A push of new records, as bytes."""
    inc = inc or str(uuid.uuid4())
    changes, last = [], prev or None
    for number in range(start, start + count):
        n += 1
        change = {"id": new_id(), "inc": inc, "n": n, "prev": last, "kind": "customer", "rid": new_id(),
                  "patch": values(number), "base": {"history": history, "seq": 0}, "author": person,
                  "device_ms": 1_762_650_000_000}  # fmt: skip
        changes.append(change)
        last = str(change["id"])
    proof = {"seq": 0, "stamp": ""}
    return json.dumps({"history": history, "proof": proof, "inc": inc, "changes": changes}, ensure_ascii=False).encode()


def load(data: Path, count: int) -> None:
    """Puts so many records into an office, straight through the merge."""
    house = open_house(data, Clock())
    person = natural_id("person", "E100")
    with house.database.reading() as connection:
        history = str(connection.execute(select(ORGANISATION.c.history)).scalar())
    inc, n, prev = str(uuid.uuid4()), 0, ""
    for start in range(0, count, 1_000):
        taken = Push.model_validate_json(message(history, person, start, 1_000, inc=inc, n=n, prev=prev))
        with house.database.writing() as connection:
            push(connection, Sender("bench", person), taken, 1_762_650_000_000)
        n, prev = taken.changes[-1].n, taken.changes[-1].id
    house.close()
