"""A Telegram Bot API server with a chat page, for demos, tests, faults and load."""
