"""What is measured, against whom: prints tables, asserts nothing."""
