"""Questions written for other programs and for paper."""
