"""The knowledge base as frozen, typed data, and the pass that makes and checks it."""
