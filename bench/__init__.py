"""Speed and quality benchmarks; nothing imports this."""
