"""用户档案: the customer and the sites (P7.10.1: network, configuration, special versions, repair history)."""

from fieldkit.access import HOUSE
from fieldkit.forms.field import When
from fieldkit.forms.form import Form
from fieldkit.forms.merging import merged_into
from fieldkit.forms.types import Choice, LongText, Text, YesNo
from fieldkit.forms.values import File, Link
from fieldkit.i18n import N_


class Customer(Form):
    """客户: who runs the equipment."""

    kind = "customer"
    title = N_("Customer")
    key = ("number",)
    heading = ("customer_name",)

    number = Text(N_("Customer number"), find=True)
    customer_name = Text(N_("Customer name"), required=When.ALWAYS, find=True)
    level = Text(N_("Level"), find=True)
    address = Text(N_("Address"), find=True)
    contact = Text(N_("Contact person"), find=True, personal=True)
    phone = Text(N_("Phone"), find=True, personal=True)
    notes = LongText(N_("Notes"), internal=True)
    merged_into = merged_into("customer")
    deleted = YesNo(N_("Deleted"), internal=True, write=HOUSE)


class Site(Form):
    """局点: an equipment room of a customer."""

    kind = "site"
    title = N_("Site")
    key = ("customer", "site_name")
    heading = ("site_name",)

    customer = Link("customer", N_("Customer"), required=When.ALWAYS, find=True)
    site_name = Text(N_("Site name"), required=When.ALWAYS, find=True)
    address = Text(N_("Address"), find=True)
    network_place = Text(N_("Place in the network"), find=True)
    ring_nodes = Text(N_("Nodes of the ring"), hint=N_("In order, separated by ;"))
    drawing = File(N_("Network drawing"), find=True)
    access = Choice(N_("Access"), {"free": N_("Free"), "escort": N_("With escort")}, find=True)
    merged_into = merged_into("site")
    deleted = YesNo(N_("Deleted"), internal=True, write=HOUSE)
