"""Why, why not, what if: explanations as plain data, drawn from the proof."""
