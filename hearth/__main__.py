"""`python -m hearth COMMAND`: the same as `hearth COMMAND`."""

import sys

from hearth.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
