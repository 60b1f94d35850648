"""How this computer stands with the office, in words: for Today, for Deliveries, for the page of bundles."""

from fieldkit.actions.today import Machine
from fieldkit.i18n import _
from fieldkit.ui.moments import size

Stand = tuple[str, str, str]


def settled(machine: Machine) -> Stand:
    """Icon, tone and words once nothing waits here any more: all is there only when nothing came back or is held."""
    if machine.stopped:
        return "circle-alert", "bad", _("Something came back and needs your hand")
    if machine.held:
        return "archive", "text_2", _("All sent; the office still holds some of it")
    return "circle-check", "good", _("All at the office")


def only_here(machine: Machine) -> str:
    """What lies on this computer alone."""
    if not machine.waiting:
        return _("Nothing lies on this computer alone.")
    if not machine.files:
        return _("Only here: records {records}.").format(records=machine.records)
    sizes = {"records": machine.records, "files": machine.files, "size": size(machine.size)}
    return _("Only here: records {records}, files {files}, {size} together.").format(**sizes)
