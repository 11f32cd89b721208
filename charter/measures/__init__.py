"""Figures over verdicts and contacts: series per period, control limits, comparisons, satisfaction, balance.

Why: window, pictures and periodic report must show the same figure, so it is computed once, from columns. Refuses to
draw, to word a sentence for a page, to read a database and to ask the time.
"""
