"""What the `naves` command does, one module for each thing an operator wants."""
