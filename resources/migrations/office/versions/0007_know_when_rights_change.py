"""Know on which day rights change by themselves"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.add_column("rights", sa.Column("due", sa.String(length=10), nullable=False, server_default=""))
