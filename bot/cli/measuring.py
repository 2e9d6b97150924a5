"""Measure the answers on a labelled question set, as a whole: ranking, decisions, time and memory."""

from __future__ import annotations

import gzip
import json
import resource
import sys
import time
from typing import TYPE_CHECKING, Any

from bot.cli.opening import WrongUseError

if TYPE_CHECKING:
    from pathlib import Path
