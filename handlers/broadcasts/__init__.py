"""Writing to many from the chat: composed, timed, sent."""
