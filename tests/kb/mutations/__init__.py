"""Faults planted into copies of the shipped knowledge base."""
