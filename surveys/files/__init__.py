"""A survey as a file: reading it, and telling everything that is wrong with it at once."""
