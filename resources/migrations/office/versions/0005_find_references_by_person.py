"""Find the files that a person refers to without reading everybody's"""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_index("reference_person", "reference", ["person"])
