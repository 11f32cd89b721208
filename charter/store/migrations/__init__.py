"""The history of the schema, one file a step; steps that were published are never changed."""
