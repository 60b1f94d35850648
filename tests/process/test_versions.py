"""What is behind: older versions and missing patches, whatever way a patch list is written."""

import pytest

from fieldkit.forms import Equipment, Record, ReleasedVersion, Software, natural_id
from fieldkit.process.versions import behind, patch_set, version_key

UNIT = Equipment(Record(natural_id("equipment", "1"), "equipment", values={"model": "AN-2400", "serial": "S1"}))


def software(version: str, patches: str) -> Software:
    values = {"equipment": UNIT.id, "component": "主控软件", "version_installed": version, "patches": patches}
    return Software(Record(natural_id("software", "1"), "software", values=dict(values)))


RELEASED = ReleasedVersion(
    Record(
        natural_id("released_version", "1"),
        "released_version",
        values={"model": "AN-2400", "component": "主控软件", "version_released": "V3.2.0", "must_have": "P03;SP1"},
    )
)


@pytest.mark.parametrize(
    ("version", "patches", "lacking"),
    [
        ("V3.1.4", "P01", ("P03", "SP1")),
        ("V3.2.0", "P03", ("SP1",)),
        ("V3.1.9", "P03;SP1", ()),
        ("V3.2.0", "SP1 + P03", None),
        ("V3.10.0", "P03，SP1", None),
    ],
)
def test_what_lacks_is_named(version: str, patches: str, lacking: tuple[str, ...] | None) -> None:
    found = behind([UNIT], [software(version, patches)], [RELEASED])
    assert [row.lacking for row in found] == ([] if lacking is None else [lacking])


def test_nothing_released_is_nothing_behind() -> None:
    assert behind([UNIT], [software("V1", "")], []) == []


def test_patches_are_read_however_they_are_written() -> None:
    assert patch_set("P03;SP1") == patch_set("P03 + SP1") == patch_set("P03、SP1；P03") == ("P03", "SP1")
    assert patch_set(None) == patch_set("-") == ()


def test_versions_are_compared_as_numbers() -> None:
    assert version_key("V3.10") > version_key("V3.9.12")
