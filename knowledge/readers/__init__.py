"""Bytes of an office file to a Document."""
