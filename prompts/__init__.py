"""What a language model is told, one Markdown file a prompt: `# System` and `# User`, with {{placeholders}}."""

from prompts.loader import NAMES, BadPrompt, Template, load

__all__ = ["NAMES", "BadPrompt", "Template", "load"]
