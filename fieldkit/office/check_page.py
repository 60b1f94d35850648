"""The page on which anybody checks a paper, as HTML: one file, without anything from elsewhere, in two languages."""

import base64
import hashlib
from collections.abc import Mapping
from functools import cache
from html import escape

from fieldkit import resource
from fieldkit.documents.boxes import SEALED_WORDS, moment_words
from fieldkit.documents.signers import SignedBy
from fieldkit.forms import form_class
from fieldkit.i18n import LANGUAGES, N_, translate
from fieldkit.office.public import PublicPaper, PublicState

_GOOD = '<path d="M20 13c0 5-3.5 7.5-7.7 8.9a1 1 0 0 1-.6 0C7.5 20.500 4 18 4 13V6a1 1 0 0 1 1-1c2 0 4.500-1.200 6.200-2.700a1.200 1.200 0 0 1 1.600 0C14.500 3.800 17 5 19 5a1 1 0 0 1 1 1z"/><path d="m9 12 2 2 4-4"/>'  # noqa: E501
_WARN = '<path d="m21.700 18-8-14a2 2 0 0 0-3.500 0l-8 14A2 2 0 0 0 4 21h16a2 2 0 0 0 1.700-3"/><path d="M12 9v4M12 17h.01"/>'  # noqa: E501
_BAD = '<path d="m15 9-6 6M9 9l6 6M7.900 2h8.200L22 7.900v8.200L16.100 22H7.900L2 16.100V7.900z"/>'
_PLAIN = '<circle cx="12" cy="12" r="10"/><path d="M12 16v-4M12 8h.01"/>'
_DROP = (
    '<path d="M14 3v5h5M12 18v-6M9 15l3-3 3 3"/><path d="M14 3H6a1 1 0 0 0-1 1v16a1 1 0 0 0 1 1h12a1 1 0 0 0 1-1V8z"/>'
)
_ICONS = {"good": _GOOD, "warn": _WARN, "bad": _BAD, "plain": _PLAIN}


class Words:
    """Sentences in one language, safe to stand in HTML."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, message: str, **facts: object) -> str:
        return escape(translate(message, self.language).format(**facts) if facts else translate(message, self.language))


@cache
def _resource(name: str) -> str:
    return resource(f"web/{name}").read_text("utf-8")


@cache
def headers() -> Mapping[str, str]:
    """What the browser is told beside the page: only this style and this script, no cookies, nothing from elsewhere."""
    style, script = (_digest(_resource(name)) for name in ("check.css", "check.js"))
    return {
        "Content-Security-Policy": (
            f"default-src 'none'; style-src {style}; script-src {script}; img-src data:; base-uri 'none'; "
            "form-action 'none'; frame-ancestors 'none'"
        ),
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "X-Robots-Tag": "noindex, nofollow",
        "Cache-Control": "no-store",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Vary": "Accept-Language",
    }


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def found_page(paper: PublicPaper, company: str, language: str) -> str:
    """The page of a paper."""
    say = Words(language)
    content = paper.states[-1].content if paper.states else ""
    parts = [f"<section>{_about(paper, say)}</section>"]
    if paper.states:
        parts.append(f"<section>{_compare(paper, say)}</section>")
    said = (
        N_("Whoever holds the paper sees this page: what stands here, stands on the paper too. Nothing else is shown."),
        N_("Look at the address above: it must be that of the company that serviced your equipment."),
    )
    foot = "".join(f"<p>{say(one)}</p>" for one in said)
    title = say(N_("Check a paper: {number}"), number=paper.number)
    return _page(title, f'<main data-content="{escape(content)}">{"".join(parts)}</main>', company, say, foot)


def missing_page(company: str, language: str) -> str:
    """The page for an unknown number and for a wrong token alike."""
    say = Words(language)
    told = _state(
        "warn",
        say(N_("There is no such paper")),
        say(
            N_("Scan the code again, with the whole of it in the picture. If it stays so, ask who gave you the paper.")
        ),
    )
    title = say(N_("Check a paper"))
    return _page(title, f"<main><section><h1>{title}</h1>{told}</section></main>", company, say)


def waiting_page(company: str, language: str, seconds: int) -> str:
    """The page for an address that asks too often."""
    say = Words(language)
    told = _state("plain", say(N_("Too many questions at once")), say(N_("Try again in {n} s."), n=seconds))
    title = say(N_("Check a paper"))
    return _page(title, f"<main><section><h1>{title}</h1>{told}</section></main>", company, say)


def _page(title: str, body: str, company: str, say: Words, foot: str = "") -> str:
    other = next(code for code in LANGUAGES if code != say.language)
    language = "zh-CN" if say.language == "zh" else "en"
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<link rel="icon" href="data:,"><style>{_resource("check.css")}</style></head><body>'
        f'<header><b>{escape(company)}</b><a href="?lang={other}" hreflang="{other}" lang="{other}">'
        f"{LANGUAGES[other]}</a></header>{body}<footer>{foot}</footer>"
        f"<script>{_resource('check.js')}</script></body></html>"
    )


def _icon(paths: str) -> str:
    return f'<svg viewBox="0 0 24 24" aria-hidden="true">{paths}</svg>'


def _state(tone: str, strong: str, more: str = "", name: str = "") -> str:
    """A state with its shape, in its colour; one with a name is hidden until the script shows it."""
    named = f' id="{name}" hidden' if name else ""
    second = f"<span>{more}</span>" if more else ""
    return f'<div class="state {tone}"{named}>{_icon(_ICONS[tone])}<p><b>{strong}</b>{second}</p></div>'


def _about(paper: PublicPaper, say: Words) -> str:
    facts = [(N_("Customer"), escape(paper.customer)), (N_("Revision"), str(paper.revision))]
    rows = "".join(f"<dt>{say(label)}</dt><dd>{value}</dd>" for label, value in facts if value)
    signers = "".join(_signer(paper.kind, one, say) for one in (paper.states[-1].signers if paper.states else ()))
    print_other = _state(
        "warn",
        say(N_("Your print says something else than what was signed")),
        say(N_("It is a copy with later additions, or it was altered. Ask for the signed PDF and compare it below.")),
        "print-other",
    )
    return (
        f'<h1>{say(paper.title)}</h1><p class="number">{escape(paper.number)}</p>{_verdict(paper, say)}'
        f"{print_other}<dl>{rows}</dl><ol>{signers}</ol>"
    )


def _verdict(paper: PublicPaper, say: Words) -> str:
    if paper.replaced_by:
        return _state(
            "warn",
            say(N_("Replaced by revision {n}"), n=paper.replaced_by),
            say(N_("This revision was signed, but no longer holds. Ask for the later one.")),
        )
    if not paper.states:
        waits = N_(
            "The signed file has not reached the office, or its signatures could not be confirmed. Ask the office."
        )
        return _state("warn", say(paper.status), say(waits))
    if not paper.standing:
        said = N_("The company has taken this paper back or is correcting it. Ask for the one that holds.")
        return _state("warn", say(paper.status), say(said))
    if any(one.refused for one in paper.states[-1].signers):
        said = N_(
            "This office knows the paper. The customer did not sign it, as a witness says; what was sealed holds."
        )
        return _state("warn", say(paper.status), say(said))
    return _state("good", say(paper.status), say(N_("This office knows the paper, and all its signatures hold.")))


def _signer(kind: str, one: SignedBy, say: Words) -> str:
    field = form_class(kind).fields.get(one.role)
    role = say(field.label) if field is not None else escape(one.role)
    when = escape(moment_words(one.time))
    how = say(SEALED_WORDS.get(one.how, one.how)) if one.how else ""
    # Who did not sign is not named, nor the witness: the paper says it to whoever holds it.
    who = f'<b class="not-signed">{how}</b>' if one.refused else f"<b>{escape(one.name)}</b>"
    sealed = f"<span>{how}</span>" if how and not one.refused else ""
    return f'<li><span>{role}</span>{who}{sealed}<time datetime="{escape(one.time)}">{when}</time></li>'


def _compare(paper: PublicPaper, say: Words) -> str:
    last = paper.states[-1]
    as_of = say(
        N_("As it stands: {status}, {when}."), status=translate(last.status, say.language), when=moment_words(last.at)
    )
    since = say(
        N_(
            "It is unaltered. Signatures or a time stamp were added since: {status}, {when}; the contents are the same."
        ),
        status=translate(last.status, say.language),
        when=moment_words(last.at),
    )
    if paper.standing:
        true = _state("good", say(N_("This is the paper, complete and unaltered")), as_of, "last")
        true += _state("good", say(N_("A true, earlier state of the paper")), since, "earlier")
    else:  # what is true of a file that no longer holds must not look as if it did
        true = "".join(_state("warn", say(_NO_LONGER), say(_SEE_ABOVE), name) for name in ("last", "earlier"))
    results = (
        _state("plain", say(N_("Reading …")), "", "working")
        + true
        + _state("bad", say(N_("This file is not the paper")), say(_NOT_THIS), "none")
        + _state("warn", say(N_("The file could not be read")), "", "unread")
    )
    known = "".join(_known(state, say) for state in paper.states)
    return (
        f"<h2>{say(_COMPARE)}</h2>"
        f'<label class="zone" id="zone" hidden><input type="file" id="choose" accept="application/pdf,.pdf">'
        f"{_icon(_DROP)}<b>{say(_CHOOSE)}</b>"
        f"<span>{say(_HERE)}</span></label>"
        f'<div id="by-hand">{_state("plain", say(_SCRIPT), say(_BY_HAND))}</div>'
        f'<div id="said" role="status" aria-live="polite">{results}</div><p class="file" id="file"></p>'
        f"<ol>{known}</ol>"
    )


_COMPARE, _CHOOSE = N_("Compare your PDF"), N_("Choose the PDF, or drop it here")
_HERE, _SCRIPT = N_("It is compared on this device and sent nowhere."), N_("This browser cannot compare files here")
_BY_HAND = N_("Or make the SHA-256 of the file yourself and compare it with these.")
_NOT_THIS = N_(
    "It is none of the states of this revision: it was altered, or it is another paper or another revision. "
    "Scan the code on that file itself; do not rely on it before."
)
_NO_LONGER = N_("True and unaltered, but it no longer holds")
_SEE_ABOVE = N_("Why, and what to ask for, stands above.")


def _known(state: PublicState, say: Words) -> str:
    words = N_("{status}, {n} signatures, time stamp") if state.stamped else N_("{status}, {n} signatures")
    label = say(words, status=translate(state.status, say.language), n=sum(not one.refused for one in state.signers))
    return (
        f'<li data-sha256="{escape(state.sha256)}"><b>{label}</b><span>{escape(moment_words(state.at))}</span>'
        f"<code>SHA-256 {escape(state.sha256)}</code></li>"
    )
