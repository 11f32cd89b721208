"""The parts of the screen Settings, one module each."""
