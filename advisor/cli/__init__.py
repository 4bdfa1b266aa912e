"""The command line: parse, call, report. Nothing imports this package."""
