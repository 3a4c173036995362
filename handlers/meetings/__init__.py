"""Meetings in the chat: what comes up, the day itself, and what comes after."""
