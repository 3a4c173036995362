"""Surveys in the chat: answered, made, tried, run, and what came of them."""
