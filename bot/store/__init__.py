"""SQLite behind the store ports; the only SQL in the house."""
