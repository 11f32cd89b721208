"""The window. Shows what the services say; holds no rule and no SQL."""
