"""For authors: checks of a knowledge base and the running of its cases."""
