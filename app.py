"""Serves the page: `python app.py`, with the settings of `assistant serve`."""

import signal
import sys

signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C while all is being loaded ends it without a traceback

from assistant.cli import main  # noqa: E402

if __name__ == "__main__":
    sys.argv[1:1] = ["serve"]
    main()
