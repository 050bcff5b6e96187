"""Training, measuring and exporting the span reader. Needs torch; the product reads the exported model without it."""
