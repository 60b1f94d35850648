"""Know on which day rights change by themselves"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("rights", sa.Column("due", sa.String(length=10), nullable=False, server_default=""))
