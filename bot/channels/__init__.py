"""Channels: frames to messages and replies to frames."""
