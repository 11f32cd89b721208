"""Run the steps on the connection that `charter.store.versions` opened, inside its transaction."""

from alembic import context

from charter.store.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
