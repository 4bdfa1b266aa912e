"""A consultation: facts in, the rules fired by experta, findings out."""
