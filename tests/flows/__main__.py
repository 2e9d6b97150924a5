"""Writes what the program says into the pages of docs/flows anew; `--pictures` also what they show (`make flows`)."""

from __future__ import annotations

import argparse
import sys
from contextlib import nullcontext

from tests.flows.pictures import camera
from tests.flows.playing import PAGES, played


def main() -> None:
    """Every page, or those named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", nargs="*", help="questions、notices……，默认全部")
    parser.add_argument("--pictures", action="store_true", help="也重新拍图（要有 Chromium）")
    arguments = parser.parse_args()
    with camera() if arguments.pictures else nullcontext() as take:
        for page in PAGES:
            if not arguments.pages or page.stem in arguments.pages:
                page.write_text(played(page.read_text(encoding="utf-8"), picture=take), encoding="utf-8")
                sys.stderr.write(f"{page.name}\n")


if __name__ == "__main__":
    main()
