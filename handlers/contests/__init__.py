"""Contests in the chat: handing in, judging, voting, counting."""
