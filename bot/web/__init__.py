"""The built-in web chat and the office pages."""
