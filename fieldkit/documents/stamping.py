"""A time stamp over a signed paper (RFC 3161), with what is needed to check it later: PAdES B-B and an archive stamp.

Both are added to the file, which stays what it was to the byte: first the certificates and the lists of revoked ones
(the DSS of ISO 32000-2), then the time stamp over all of it.
"""

import asyncio
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import httpx
from asn1crypto import crl as asn1_crl
from asn1crypto import tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.signers import PdfTimeStamper
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko.sign.validation.dss import DocumentSecurityStore

from fieldkit.documents.additions import STAMP_FIELD
from fieldkit.documents.proof import Known, stamps
from fieldkit.documents.signing import Appended
from fieldkit.errors import DamagedError, OfflineError, UserError
from fieldkit.i18n import N_

LARGEST_REPLY = 200_000  # bytes: a token with its certificates takes some thousand
_SECONDS = 30
_TYPE = "application/timestamp-query"


@dataclass(frozen=True)
class Authority:
    """A time-stamping authority: its address, and the certificates that its stamps must lead to."""

    url: str
    roots: Sequence[x509.Certificate]


def stamp(
    pdf: bytes, authority: Authority, certificates: Sequence[x509.Certificate], lists: Sequence[Any] = ()
) -> bytes:
    """The paper with validation data and a time stamp added.

    `certificates` and `lists` (of revoked ones) are those that its signatures are judged by. OfflineError when the
    authority gives no answer, UserError when it refuses or its stamp does not lead to its roots.
    """
    try:
        writer = Appended(io.BytesIO(pdf))
        DocumentSecurityStore.supply_dss_in_writer(
            writer,
            None,
            certs=[asn1_x509.Certificate.load(one.public_bytes(Encoding.DER)) for one in certificates],
            crls=[asn1_crl.CertificateList.load(one.public_bytes(Encoding.DER)) for one in lists],
        )
        out = io.BytesIO()
        stamper = PdfTimeStamper(_Line(authority.url), field_name=f"{STAMP_FIELD}{_count(pdf) + 1}")
        asyncio.run(stamper.async_timestamp_pdf(writer, "sha256", output=out))
        stamped = out.getvalue()
        _check(pdf, stamped, authority)
    except TimestampRequestError as error:
        raise UserError(N_("The time-stamping authority refused: {reason}."), reason=error) from error
    except PdfError as error:
        raise DamagedError(N_("This file is not a paper of FieldKit.")) from error
    return stamped


def _count(pdf: bytes) -> int:
    return len(PdfFileReader(io.BytesIO(pdf)).embedded_timestamp_signatures)


def _check(pdf: bytes, stamped: bytes, authority: Authority) -> None:
    """What came from outside is looked at before it is kept: over this very file, by whom it should be."""
    found = stamps(PdfFileReader(io.BytesIO(stamped)), Known(tsa=authority.roots))
    last = found[-1] if found else None
    if not stamped.startswith(pdf) or last is None or not (last.trusted and last.covers_whole_file):
        raise UserError(
            N_("The time stamp does not lead to the certificates in tsa.pem, or is not of this paper; it was not kept.")
        )


class _Line(TimeStamper):
    """Asks an authority over HTTP; its answer is bounded, in size and time."""

    def __init__(self, url: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._url = url

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        headers = {"Content-Type": _TYPE}
        try:
            async with (
                httpx.AsyncClient(timeout=_SECONDS, trust_env=False) as client,
                client.stream("POST", self._url, content=req.dump(), headers=headers) as response,
            ):
                content = b""
                async for chunk in response.aiter_bytes():
                    content += chunk
                    if len(content) > LARGEST_REPLY:
                        raise TimestampRequestError("the answer is too large")
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise OfflineError(str(error)) from error
        if response.status_code != 200:
            raise OfflineError(f"HTTP {response.status_code}")
        try:
            reply = tsp.TimeStampResp.load(content, strict=True)
            assert reply.native  # reads all of it
            return cast(tsp.TimeStampResp, reply)
        except (ValueError, TypeError, AssertionError) as error:
            raise TimestampRequestError("the answer is no time stamp") from error
