"""Settings: the screen and its parts, one module each."""
