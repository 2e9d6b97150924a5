"""`python -m bot` is `wenban`."""

import sys

from bot.cli import main

sys.exit(main())
