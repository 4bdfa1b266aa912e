"""A knowledge base compiled for inference: strata, order of firing, antecedents as alternatives of literals."""
