"""The written plan: first as data, then as Markdown, HTML or JSON."""
