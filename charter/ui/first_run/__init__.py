"""The first run: four steps from nothing to the first result."""
