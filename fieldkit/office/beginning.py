"""The first person of a head office: a department manager, who then invites everybody else from a desktop."""

from fieldkit.access import Role
from fieldkit.errors import UserError
from fieldkit.forms import Person, Values, accept_patch, natural_id, new_id
from fieldkit.i18n import N_
from fieldkit.office.audit import audit
from fieldkit.office.database import Sequence
from fieldkit.office.house import House
from fieldkit.office.judge import Judgement
from fieldkit.office.own_hand import OFFICE
from fieldkit.office.page import Page, Sender
from fieldkit.office.push import change_row
from fieldkit.records.find import find
from fieldkit.sync.messages import Base, Change


def check_first(number: str, name: str) -> None:
    """UserError for one without the other."""
    if bool(number.strip()) != bool(name.strip()):
        raise UserError(N_("The first person needs a staff number and a name."))
    accept_patch("person", {"number": number.strip(), "person_name": name.strip()})


def add_first_person(house: House, number: str, name: str) -> None:
    """Writes a department manager of all product lines into an office that has no people yet."""
    values: Values = {
        "number": number.strip(),
        "person_name": name.strip(),
        "roles.r1.role": str(Role.DEPARTMENT_MANAGER),
    }
    now = house.clock.millis()
    with house.database.writing() as connection:
        if find(connection, "person"):
            raise UserError(N_("There are people at this head office already."))
        page = Page(connection, Sender(OFFICE, OFFICE), now, Sequence(connection), [])
        change = Change(
            id=new_id(),
            inc=new_id(),
            n=1,
            prev=None,
            kind="person",
            rid=natural_id("person", number.strip()),
            patch=values,
            base=Base(history=page.sequence.history, seq=0),
            author=OFFICE,
            device_ms=now,
            form_version=Person.version,
        )
        taken = Judgement("ok", patch=values)
        page.apply(change, change_row(page, change, taken)["seq"], taken)
        page.write()
        audit(connection, now, "office", "first person", number.strip())
