"""Teach the reasoning: questions, lessons, terms and what a learner has mastered, all from the knowledge base."""
