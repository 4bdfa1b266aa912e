"""Findings to text: what a template sees, and the environment it runs in."""
