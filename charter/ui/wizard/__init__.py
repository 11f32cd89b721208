"""The wizard that makes an unknown table known."""
