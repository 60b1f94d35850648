"""Keep which files are lost"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table("lost", sa.Column("sha256", sa.String(length=64), primary_key=True))
    op.execute(
        "INSERT INTO lost (sha256)"
        " SELECT sha256 FROM holder WHERE NOT EXISTS (SELECT 1 FROM file WHERE file.sha256 = holder.sha256) UNION"
        " SELECT sha256 FROM reference WHERE NOT EXISTS (SELECT 1 FROM file WHERE file.sha256 = reference.sha256)"
    )
    op.drop_index("reference_person", "reference")
