"""人员与产品线: the people of the house with their roles, and the product lines."""

from datetime import date

from fieldkit.access import APPOINTERS, ROLE_LABELS, Post, Role
from fieldkit.forms.field import When
from fieldkit.forms.form import Form, Row, Section
from fieldkit.forms.merging import merged_into
from fieldkit.forms.types import Choice, Day, Text, YesNo
from fieldkit.forms.values import File, Link, PersonLink, Rows
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

    role = Choice(
        N_("Role"),
        {str(role): label for role, label in ROLE_LABELS.items()},
        required=When.ALWAYS,
        write=APPOINTERS,
    )
    line = Link("product_line", N_("Product line"), hint=N_("Empty for all product lines"), write=APPOINTERS)
    deleted = YesNo(N_("Deleted"), internal=True, write=APPOINTERS)


class Skill(Row):
    """What a person has learned to do, perhaps for one product line."""

    skill = Text(N_("Skill"), required=When.ALWAYS)
    line = Link("product_line", N_("Product line"))


class Certificate(Row):
    """A certificate that a person holds, and until when it counts."""

    certificate = Text(N_("Certificate"), required=When.ALWAYS)
    issued_by = Text(N_("Issued by"))
    number = Text(N_("Certificate number"), personal=True)
    expires = Day(N_("Expires on"))
    scan = File(N_("Scan"))


class Person(Form):
    """人员: someone of the house."""

    kind = "person"
    title = N_("Person")
    version = 2
    key = ("number",)
    heading = ("person_name", "number")
    sections = (
        Section(N_("Who"), ("number", "person_name", "phone", "support_group")),
        Section(N_("Roles"), ("roles",)),
        Section(N_("Skills and certificates"), ("skills", "certificates")),
        Section(N_("Absence and leaving"), ("deputy", "away_from", "away_to", "left_on")),
    )

    number = Text(N_("Staff number"), required=When.ALWAYS, find=True)
    person_name = Text(N_("Name"), required=When.ALWAYS, find=True, personal=True)
    phone = Text(N_("Phone"), personal=True)
    roles = Rows(RoleHeld, N_("Roles"), at_least=1, write=APPOINTERS)
    support_group = YesNo(N_("In the technical support group"), hint=N_("P7.5.5"))
    merged_into = merged_into("person")
    skills = Rows(Skill, N_("Skills"))
    certificates = Rows(Certificate, N_("Certificates"))
    deputy = PersonLink(N_("Deputy"), hint=N_("Sees and does the same jobs meanwhile"), find=True, write=APPOINTERS)
    away_from = Day(N_("Away from"), hint=N_("First day"), write=APPOINTERS)
    away_to = Day(N_("Away until"), hint=N_("Last day"), write=APPOINTERS)
    left_on = Day(N_("Left on"), hint=N_("Last working day"), write=APPOINTERS)
    deleted = YesNo(N_("Deleted"), internal=True, write=APPOINTERS)

    @property
    def role_set(self) -> frozenset[Role]:
        """The roles on file, whether or not the person is still there."""
        return frozenset(post.role for post in self.posts)

    @property
    def posts(self) -> frozenset[Post]:
        """The roles on file, each with the product line that it is limited to."""
        return frozenset(Post(Role(row.role), row.line or "*") for row in self.roles if row.role in set(Role))

    @property
    def lines(self) -> frozenset[str]:
        """The product lines the person is limited to; empty when one role is not limited."""
        held = [row.line for row in self.roles if row.role]
        return frozenset(line for line in held if line) if all(held) else frozenset()

    def manages(self, line: str) -> bool:
        """Whether the person is product-line manager of a line, or of all; `*` stands for any."""
        held = [row.line for row in self.roles if row.role == Role.LINE_MANAGER]
        return any(not one or line in {one, "*"} for one in held)

    def gone(self, day: date) -> bool:
        """Whether the person has left the house, or was taken off the list."""
        return bool(self.deleted) or (self.left_on is not None and self.left_on < day)

    def away(self, day: date) -> bool:
        """Whether the person is absent on a day; an absence without an end lasts until it is given one."""
        return self.away_from is not None and self.away_from <= day and (self.away_to is None or day <= self.away_to)

    def posts_on(self, day: date) -> frozenset[Post]:
        """The roles that the person holds on a day, and where: none after the last one."""
        return frozenset() if self.gone(day) else self.posts

    def roles_on(self, day: date) -> frozenset[Role]:
        return frozenset(post.role for post in self.posts_on(day))
