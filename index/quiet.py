"""Import this before Chroma, Hugging Face or Gradio: nothing reports home and nothing looks for a network."""

import os

DEFAULTS = {
    "ANONYMIZED_TELEMETRY": "False",
    "CHROMA_TELEMETRY": "False",
    "GRADIO_ANALYTICS_ENABLED": "False",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "TRANSFORMERS_VERBOSITY": "error",
    "TOKENIZERS_PARALLELISM": "false",
}

for name, value in DEFAULTS.items():
    os.environ.setdefault(name, value)
