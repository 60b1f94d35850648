"""值班表: who is on duty when, around the clock (R, readiness of the house)."""

from fieldkit.forms.field import When
from fieldkit.forms.form import Form
from fieldkit.forms.types import Moment, Text
from fieldkit.forms.values import Link, PersonLink
from fieldkit.i18n import N_


class Roster(Form):
    """值班: one turn of duty of one person, for one product line or for all.

    The product line is no part of its scope: whoever takes a complaint must find who is on duty, whichever line it is.
    """

    kind = "roster"
    title = N_("Turn of duty")
    heading = ("starts", "ends")

    person = PersonLink(N_("On duty"), required=When.ALWAYS, find=True)
    product_line = Link("product_line", N_("Product line"), hint=N_("Empty for all product lines"), find=True)
    starts = Moment(N_("Begins"), required=When.ALWAYS, find=True)
    ends = Moment(N_("Ends"), required=When.ALWAYS, find=True)
    note = Text(N_("Remark"))
