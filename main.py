"""Starts Charter: without arguments the window, with arguments the command line."""

from __future__ import annotations

import sys

from charter.__main__ import main

if __name__ == "__main__":
    sys.exit(main())
