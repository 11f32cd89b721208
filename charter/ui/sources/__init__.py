"""Sources: where contacts come from, how each is reached, and what was read of it."""
