"""`python -m charter`: without arguments the window, with arguments the command line."""

from __future__ import annotations

import sys


def main() -> int:
    """Open the window, or run the command that the arguments name; gives the exit code."""
    if len(sys.argv) > 1:
        from charter.cli import main as command_line

        return command_line()
    from charter.ui.start import main as window

    return window()


if __name__ == "__main__":
    sys.exit(main())
