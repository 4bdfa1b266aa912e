"""A small language for the course's arithmetic: exact decimals, checked units, nothing evaluated by Python."""
