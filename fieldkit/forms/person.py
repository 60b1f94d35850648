"""人员与产品线: the people of the house with their roles, and the product lines."""

from fieldkit.access import ROLE_LABELS, Role
from fieldkit.forms.field import When
from fieldkit.forms.form import Form, Row
from fieldkit.forms.merging import merged_into
from fieldkit.forms.types import Choice, Text, YesNo
from fieldkit.forms.values import Link, Rows
from fieldkit.i18n import N_


class ProductLine(Form):
    """产品线."""

    kind = "product_line"
    title = N_("Product line")
    key = ("code",)
    heading = ("line_name",)

    code = Text(N_("Code"), required=When.ALWAYS, find=True)
    line_name = Text(N_("Product line"), required=When.ALWAYS, find=True)


class RoleHeld(Row):
    """A role of a person, perhaps limited to one product line."""

    role = Choice(N_("Role"), {str(role): label for role, label in ROLE_LABELS.items()}, required=When.ALWAYS)
    line = Link("product_line", N_("Product line"))


class Person(Form):
    """人员: someone of the house."""

    kind = "person"
    title = N_("Person")
    key = ("number",)
    heading = ("person_name", "number")

    number = Text(N_("Staff number"), required=When.ALWAYS, find=True)
    person_name = Text(N_("Name"), required=When.ALWAYS, find=True, personal=True)
    phone = Text(N_("Phone"), personal=True)
    roles = Rows(RoleHeld, N_("Roles"), at_least=1)
    support_group = YesNo(N_("In the technical support group"), hint=N_("P7.5.5"))
    merged_into = merged_into("person")

    @property
    def role_set(self) -> frozenset[Role]:
        return frozenset(Role(row.role) for row in self.roles if row.role in set(Role))

    @property
    def lines(self) -> frozenset[str]:
        """The product lines the person is limited to; empty when one role is not limited."""
        if any(not row.line for row in self.roles):
            return frozenset()
        return frozenset(row.line for row in self.roles if row.line)
