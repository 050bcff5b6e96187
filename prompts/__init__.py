"""What a language model is told, one Markdown file a prompt; the default writer quotes and needs none."""
