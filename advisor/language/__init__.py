"""Vietnamese and English writing: letters without marks, numbers, money, dates. No knowledge, no input or output."""
