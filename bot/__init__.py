"""The open-government assistant: channels, use cases, storage (问办)."""
