"""``python -m server`` is the program ``enishi``."""

import sys

from server.command import main

sys.exit(main())
