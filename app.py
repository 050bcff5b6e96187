"""Serves the page: `python app.py`, with the settings of `assistant serve`."""

import sys

from assistant.cli import main

if __name__ == "__main__":
    sys.argv[1:1] = ["serve"]
    main()
