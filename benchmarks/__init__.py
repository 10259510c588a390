"""Benchmarks and fault scripts; each runs by ``python -m benchmarks.NAME``."""
