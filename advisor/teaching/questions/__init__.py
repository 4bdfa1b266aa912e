"""The kinds of questions, a module each.

Each has `nodes(maker)`: ids of what it can ask about; `candidates(maker, node)`: the questions that may be made
of one of them; `build(maker, candidate, lots)`: the question, or None where none can be made that holds.
"""
