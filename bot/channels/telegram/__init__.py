"""Telegram: what comes in, what goes out, the connection."""
