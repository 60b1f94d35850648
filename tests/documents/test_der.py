import pytest
from asn1crypto import algos, core

from fieldkit.documents.der import is_der

# What is one way to write a value, and another way to write the same.
TWO_WAYS = {
    "a length in more bytes": ("0403616263", "048103616263"),
    "a length in many bytes": ("30020500", "308200020500"),
    "no length at all": ("30020500", "308005000000"),
    "a number with a zero before it": ("020101", "02020001"),
    "a number below zero, padded": ("020180", "0202ff80"),
    "true in another way": ("0101ff", "010101"),
    "nothing, with something in it": ("0500", "050100"),
    "a name of an algorithm, padded": ("06022a03", "06032a8003"),
    "bits that do not count": ("030204b0", "030204b1"),
    "a set in another order": ("3106020101020102", "3106020102020101"),
    "something behind it": ("020101", "02010100"),
}


@pytest.mark.parametrize("how", TWO_WAYS)
def test_only_the_one_way_is_der(how: str) -> None:
    right, wrong = (bytes.fromhex(one) for one in TWO_WAYS[how])
    assert is_der(right)
    assert not is_der(wrong)
    assert not is_der(b"\x30" + bytes([len(wrong)]) + wrong)


def test_what_asn1crypto_writes_is_der_and_no_part_of_it_is() -> None:
    numbers = [0, 1, 127, 128, 255, 256, -1, -128, -129, 2**200]
    values = [core.Integer(number) for number in numbers]
    values += [core.OctetString(b"x" * many) for many in (0, 127, 128, 255, 256, 70_000)]
    values += [algos.SignedDigestAlgorithm({"algorithm": "sha256_rsa"}), core.SetOf(numbers, spec=core.Integer)]
    for value in values:
        written = value.dump()
        assert is_der(written)
        assert not any(is_der(written[:count]) for count in range(min(len(written), 300)))


def test_nothing_is_not_der() -> None:
    assert not is_der(b"")
    assert not is_der(b"\x30")
    assert not is_der(b"\x1f\x81\x01\x00")


def test_nested_without_end_is_not_der() -> None:
    nested = b"\x05\x00"
    for _ in range(5_000):
        nested = core.Sequence(contents=nested).dump()
    assert not is_der(nested)
