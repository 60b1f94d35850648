"""Let everyone who brought a file hold it, and give uploads and waiting changes their own tables"""

import time

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "awaited",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("change", sa.String(length=36), nullable=False),
        sa.Column("person", sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint("sha256", "change"),
    )
    op.create_index("awaited_person", "awaited", ["person"])
    op.create_table(
        "holder",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", "person"),
    )
    op.create_index("holder_person", "holder", ["person", "seq"])
    op.create_table(
        "part",
        sa.Column("person", sa.String(length=36), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("person", "sha256", "number"),
    )
    op.add_column("file", sa.Column("place", sa.String(length=120), nullable=False, server_default=""))
    _move(op.get_bind())
    with op.batch_alter_table("file") as file:
        file.drop_index("file_seq")
        file.drop_column("seq")
        file.drop_column("person")
        file.alter_column("place", existing_type=sa.String(length=120), server_default=None)


def _move(connection: sa.Connection) -> None:
    """Files stay where they lie; who brought one becomes its first holder, as of now."""
    held = "INSERT INTO holder (sha256, person, seq, at_ms) SELECT sha256, person, seq, :now FROM file"
    connection.execute(sa.text(held), {"now": int(time.time() * 1000)})
    connection.execute(sa.text("UPDATE file SET place = 'files/' || substr(sha256, 1, 2) || '/' || sha256"))
