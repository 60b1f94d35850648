"""The one page that the office shows to anybody: `/v/<number>/<token>`, which the QR code on a paper opens."""

import asyncio
import time
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse
from sqlalchemy import select
from starlette.concurrency import run_in_threadpool

from fieldkit.office.check_page import found_page, headers, missing_page, waiting_page
from fieldkit.office.database import Database
from fieldkit.office.options import number as option
from fieldkit.office.public import PublicPapers
from fieldkit.office.rates import Rate, place_of
from fieldkit.office.refusal import TooManyError
from fieldkit.office.tables import ORGANISATION

_REFUSED_SECONDS = 0.3  # an answer that finds nothing leaves so long after the question: time tells nothing
_PAGE: dict[str, Any] = {"content": {"text/html": {"schema": {"type": "string"}}}}


def add_check(app: FastAPI, database: Database, papers: PublicPapers) -> None:
    """Adds the page. It needs no token of a laptop and sets no cookie; asking is limited for each address."""
    rate = Rate(option("PAPERS_A_MINUTE"))

    @app.get(
        "/v/{number}/{token}",
        response_class=HTMLResponse,
        responses={
            200: _PAGE | {"description": "What is known of the paper, in HTML."},
            404: _PAGE | {"description": "No such paper, or another token: the two are alike."},
            429: _PAGE | {"description": "Too many questions from one address."},
        },
    )
    async def check_paper(number: str, token: str, request: Request, lang: str = "") -> HTMLResponse:
        began, language = time.monotonic(), language_of(lang, request.headers.get("accept-language", ""))
        name = await run_in_threadpool(company, database)
        try:
            rate.take(place_of(request.client.host if request.client else ""))
        except TooManyError as error:
            page = waiting_page(name, language, error.wait)
            return HTMLResponse(page, 429, {**headers(), "Retry-After": str(error.wait)})
        paper = await run_in_threadpool(papers.find, number, token)
        if paper is None:
            await asyncio.sleep(_REFUSED_SECONDS - (time.monotonic() - began) % _REFUSED_SECONDS)
            return HTMLResponse(missing_page(name, language), 404, dict(headers()))
        return HTMLResponse(found_page(paper, name, language), 200, dict(headers()))


def company(database: Database) -> str:
    with database.reading() as connection:
        return str(connection.execute(select(ORGANISATION.c.name)).scalar() or "")


def language_of(asked: str, accepted: str) -> str:
    """The language of the page: what was asked for, else what the browser likes better; Chinese when in doubt."""
    if asked in ("zh", "en"):
        return asked
    wanted = [part.split(";")[0].strip().lower() for part in accepted[:200].split(",")]
    known = (word[:2] for word in wanted if word[:2] in ("zh", "en"))
    return next(known, "en" if any(wanted) else "zh")
