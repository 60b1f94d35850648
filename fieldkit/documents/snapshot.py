"""The data inside a paper: what is printed, as JSON, in one canonical form that can be hashed again anywhere."""

import hashlib
import json
from collections import defaultdict
from datetime import UTC

from fieldkit.documents.archive import REPORT, attachment
from fieldkit.documents.dossier import FACTS, Dossier, Written, public_values
from fieldkit.documents.replaced import replaced_json
from fieldkit.errors import DamagedError
from fieldkit.forms import FORMS, Json, Record, form_class
from fieldkit.i18n import N_

FORMAT = "fieldkit-paper/1"


def snapshot(dossier: Dossier) -> dict[str, Json]:
    """The paper as data: only what the customer may see, with what it collects, and who wrote it when.

    Of linked records it holds what the paper prints of them: a person's phone or a customer's notes stay out.
    """
    record = dossier.record
    company = dossier.company
    names: list[Json] = [company.name, company.name_en, company.department, company.department_en]
    return {
        "format": FORMAT,
        "kind": record.kind,
        "form_version": form_class(record.kind).version,
        "id": record.id,
        "number": dossier.number,
        "revision": dossier.revision,
        **({"token": dossier.token} if dossier.token else {}),
        **replaced_json(dossier),
        "company": names,
        "values": dict(public_values(record)),
        "linked": {rid: _linked(found) for rid, found in dossier.linked.items() if found.kind in FORMS},
        "collected": {name: [_collected(found) for found in dossier.gathered(name)] for name in dossier.collected},
        **_written(dossier),
    }


def _written(dossier: Dossier) -> dict[str, Json]:
    """Who wrote what is printed, and when: by record, the paths that one person wrote in the same second."""
    gathered = [found for name in dossier.collected for found in dossier.gathered(name)]
    told: dict[str, Json] = {}
    for record in (dossier.record, *gathered):
        known, at_once = dossier.written.get(record.id, {}), defaultdict[Written, list[Json]](list)
        for path in public_values(record).keys() & known.keys():
            at_once[known[path]].append(path)
        if at_once:
            told[record.id] = [_wrote(one, at_once[one]) for one in sorted(at_once, key=lambda one: (one.at, one))]
    return {"written": told} if told else {}


def _wrote(one: Written, paths: list[Json]) -> Json:
    at = one.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {"at": at, "by": {"name": one.name, "number": one.number}, "paths": sorted(paths, key=str)}


def _linked(record: Record) -> Json:
    form = form_class(record.kind)
    told = {*form.heading, *form.key} | {name for kind, names in FACTS if kind == record.kind for name in names}
    return {"kind": record.kind, "values": {path: raw for path, raw in public_values(record).items() if path in told}}


def _collected(record: Record) -> Json:
    return {"id": record.id, "kind": record.kind, "values": dict(public_values(record))}


def canonical(data: Json) -> bytes:
    """JSON in the one form that is hashed: keys sorted, no spaces, UTF-8."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def report_sha256(data: Json) -> str:
    return hashlib.sha256(canonical(data)).hexdigest()


def read_snapshot(pdf: bytes) -> tuple[dict[str, Json], bytes]:
    """The data inside a paper, and its bytes as they are embedded; DamagedError when there is none."""
    raw = attachment(pdf, REPORT)
    try:
        data = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise DamagedError(N_("This file is not a paper of FieldKit.")) from error
    if not isinstance(data, dict) or not isinstance(data.get("values"), dict):
        raise DamagedError(N_("This file is not a paper of FieldKit."))
    return data, raw
