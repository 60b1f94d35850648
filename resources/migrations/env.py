"""Alembic's hook: the migrations run in the transaction that they are handed, so that a failed one leaves nothing."""

from alembic import context

given = context.config.attributes
context.configure(connection=given["connection"], target_metadata=given.get("declared"), render_as_batch=True)
context.run_migrations()
