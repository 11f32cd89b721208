"""`python -m charter.cli`: the same door as `charter`."""

from __future__ import annotations

import sys

from charter.cli import main

if __name__ == "__main__":
    sys.exit(main())
