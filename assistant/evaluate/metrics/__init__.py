"""Metrics: per question in retrieval, answers and citations; over a set in refusals and calibration; by name here."""

from assistant.evaluate.metrics.catalogue import FIXED, Figure, Metric, catalogue, columns_of, figures

__all__ = ["FIXED", "Figure", "Metric", "catalogue", "columns_of", "figures"]
