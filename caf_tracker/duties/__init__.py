"""What is owed, by whom and by when: read from the facts, never stored."""
