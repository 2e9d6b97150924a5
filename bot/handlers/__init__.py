"""Use cases: a message came."""
