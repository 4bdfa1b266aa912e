"""FEEL, the expression language of DMN: S-FEEL whole, and of full FEEL what cells of decision tables use."""
