"""Charter judges whether a municipality keeps its service promises, and explains every judgement."""

__version__ = "0.1.0"
