"""Readers held to what must always hold, by inputs that nobody thought of. No part of the package."""
