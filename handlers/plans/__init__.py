"""Plans in the chat: read, commented on, settled, evaluated."""
