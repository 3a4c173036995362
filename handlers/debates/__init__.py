"""Debates in the chat: taking stances, adding a statement, running a debate, its result."""
