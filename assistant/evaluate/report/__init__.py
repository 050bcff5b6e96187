"""The report of a run: one HTML file that asks nothing of any host, and Markdown for a pull request."""

from assistant.evaluate.report.markdown import markdown
from assistant.evaluate.report.page import page
from assistant.evaluate.report.write import write

__all__ = ["markdown", "page", "write"]
