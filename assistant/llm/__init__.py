"""Language models by the name that the person chose, asked in bounded time; the quotes writer uses none."""
