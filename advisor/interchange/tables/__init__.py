"""Decision tables out of the YAML of a knowledge base, into other forms, and back into the same lines."""
