"""The rules: norm files, calendars, working time, verdicts and their explanation. Knows no database and no window."""
