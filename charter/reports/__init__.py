"""What leaves the house: columns in, a file or a Figure out.

Why: the auditor's workbook, the charts and the periodic report are made in one place, under one rule of privacy (small
groups are suppressed here). Refuses to read a database, to know Qt, and to judge.
"""
