"""Benchmarks: each figure is a ratio or a time of one run, never a comparison with another run."""
