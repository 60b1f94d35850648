"""Chain the audit log, seal invitations, remember attempts to enrol, and find held changes"""

import hashlib
import json

import sqlalchemy as sa
from alembic import op

from fieldkit.office.tables import APPEND_ONLY

revision = "0002"
down_revision = "0001"

_SAYS = ("at_ms", "who", "what", "about")


def upgrade() -> None:
    op.create_table(
        "attempt",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("attempt_at", "attempt", ["at_ms"])
    op.add_column("audit", sa.Column("hash", sa.String(length=64), nullable=False, server_default=""))
    _chain(op.get_bind())
    for statement in APPEND_ONLY[op.get_bind().dialect.name]:
        op.execute(statement)
    op.add_column("invitation", sa.Column("seal", sa.String(length=64), nullable=False, server_default=""))
    held = sa.text("status = 'held'")
    op.create_index("change_held", "change", ["seq"], sqlite_where=held, postgresql_where=held)


def _chain(connection: sa.Connection) -> None:
    """The lines that are there get the hashes that they would have got."""
    before = ""
    for row in connection.execute(sa.text("SELECT * FROM audit ORDER BY id")).mappings().all():
        said = json.dumps([before, *(row[name] for name in _SAYS)], ensure_ascii=False, separators=(",", ":"))
        before = hashlib.sha256(said.encode()).hexdigest()
        connection.execute(sa.text("UPDATE audit SET hash = :hash WHERE id = :id"), {"hash": before, "id": row["id"]})
