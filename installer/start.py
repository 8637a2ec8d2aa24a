"""What the frozen program starts with. Knows only where the real beginning is."""

import sys

from app.__main__ import main

if __name__ == "__main__":
    sys.exit(main())
