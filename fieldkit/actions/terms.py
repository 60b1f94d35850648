"""What was promised for a problem: the terms of its level, by the customer's contract or of the house (R)."""

from collections.abc import Mapping

from fieldkit.actions.desk import Desk
from fieldkit.forms import Contract, Json, Problem, Record, Values
from fieldkit.process.severity import contract_in_force, promised


def contract_of(desk: Desk, customer: str, line: Json) -> Contract | None:
    """The customer's contract in force today, if it covers the product line."""
    contracts = [Contract(record) for record in desk.store.find("contract", {"customer": customer})]
    return contract_in_force(contracts, line if isinstance(line, str) else None, desk.clock.today())


def terms(level: str, received: str, contract: Contract | None = None) -> Values:
    """Respond by, on site by, for a level: of the contract, or of the house."""
    moment = Problem.received_at.load(received)
    if moment is None:
        return {}
    respond, on_site = promised(level, moment, contract)
    return {"respond_by": Problem.respond_by.dump(respond), "on_site_by": Problem.on_site_by.dump(on_site)}


def terms_anew(desk: Desk, record: Record, values: Mapping[str, Json]) -> Values:
    """The terms that follow from these values, when they put a problem on another level."""
    level, before = values.get("level"), record.values
    if record.kind != Problem.kind or not isinstance(level, str) or level in {"", before.get("level")}:
        return {}
    contract = contract_of(desk, str(before.get("customer") or ""), before.get("line"))
    return terms(level, str(before.get("received_at") or ""), contract)
