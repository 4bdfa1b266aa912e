"""A rule-based expert advisor that cites its source behind every recommendation."""

__version__ = "0.1.0"
