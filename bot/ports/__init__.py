"""What the core asks of the world: messages, people, stores."""
