"""Accountability: the periods, their closing and the papers made of them, and the journal."""
