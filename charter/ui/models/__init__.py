"""Tables of the window: columns sorted and filtered as arrays, never through a proxy model (design.md 13)."""
