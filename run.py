"""The two commands, and the door to all others: `python3 run.py demo`, `python3 run.py test`.

This file is read by any Python somebody may have, so it keeps to words that all of them know;
the work is done in `tools/`, which needs Python 3.11.
"""

import sys

if sys.version_info < (3, 11):
    sys.exit(
        "Hearth needs Python 3.11 or newer, and this is Python %d.%d: "
        "start it with a newer one, for example python3.12 run.py." % tuple(sys.version_info[:2])
    )

if __name__ == "__main__":
    from tools.start import main

    sys.exit(main(sys.argv[1:]))
