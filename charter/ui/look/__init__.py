"""The look of the whole window: every colour, size, picture, and how a verdict is told apart."""
