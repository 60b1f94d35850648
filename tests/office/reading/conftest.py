"""Files as companies write them, made on the spot."""

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

from fieldkit.i18n import language, set_language
from fieldkit.office.reading import ListRead, read_company

MakeBook = Callable[..., Path]


@pytest.fixture(autouse=True)
def english() -> object:
    before = language()
    set_language("en")
    yield
    set_language(before)


@pytest.fixture
def book(tmp_path: Path) -> MakeBook:
    """Makes a workbook of rows; `merge` are ranges, `name` the file."""

    def make(*rows: tuple[object, ...], name: str = "list.xlsx", merge: tuple[str, ...] = ()) -> Path:
        workbook = Workbook()
        for row in rows:
            workbook.active.append(row)
        for cells in merge:
            workbook.active.merge_cells(cells)
        workbook.save(tmp_path / name)
        return tmp_path / name

    return make


@pytest.fixture
def text(tmp_path: Path) -> Callable[..., Path]:
    def make(content: str, name: str = "list.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode(encoding))
        return path

    return make


@pytest.fixture
def read() -> Callable[..., dict[str, ListRead]]:
    def lists(*paths: Path, **more: object) -> dict[str, ListRead]:
        return {one.name: one for one in read_company(paths, **more)}

    return lists
