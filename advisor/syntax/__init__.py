"""YAML text to plain data that remembers where every value stood."""
