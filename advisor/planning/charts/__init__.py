"""Generic charts: frozen specs in, drawings out, and drawings as SVG. No knowledge of any subject."""
