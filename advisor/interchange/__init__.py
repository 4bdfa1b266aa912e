"""The compiled rules in the languages of other programs."""
