"""`python -m app` and `counterpart`: hands the command line to boot. Knows nothing itself."""

from __future__ import annotations

import sys


def main() -> int:
    """Runs the program; the exit code says how it ended (0 done, 1 refused, 2 usage, 3 trouble)."""
    from app.boot import main as boot

    return boot(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
