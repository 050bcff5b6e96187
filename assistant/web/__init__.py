"""The page: a chat over the documents, in the browser, on this machine only.

Gradio and model libraries look up hosts when they are imported; both are told not to before anything here does.
"""

import os

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ.setdefault("HF_HUB_OFFLINE", "1")
