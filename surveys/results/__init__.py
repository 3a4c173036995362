"""What came of a survey: counting answers, and publishing only what points at nobody."""
