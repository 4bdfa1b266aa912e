"""Data of the shipped knowledge base; a package only so that it is installed."""
