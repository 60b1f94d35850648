"""照片: one photo of a visit, with what it shows."""

from fieldkit.forms.field import When
from fieldkit.forms.form import Form
from fieldkit.forms.types import Moment, Text, YesNo
from fieldkit.forms.values import Link, Picture
from fieldkit.i18n import N_


class Photo(Form):
    """照片."""

    kind = "photo"
    title = N_("Photo")
    heading = ("caption",)
    belongs_to = "visit"
    sealed_with = "service_report"

    visit = Link("visit", N_("Visit"), required=When.ALWAYS, find=True)
    step = Link("step", N_("Step"))
    picture = Picture(N_("Photo"), required=When.ALWAYS)
    caption = Text(N_("What it shows"), required=When.SIGNING)
    taken_at = Moment(N_("Taken"), find=True)
    printed = YesNo(N_("In the report"))
    codes = Text(N_("Codes on it"))
