"""Use cases: what the command line and the window ask for, without a word about screens or SQL."""
