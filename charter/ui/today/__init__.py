"""Today: the worklist and the counts above it, why each contact stands in it, and how the norms stand."""
