"""Families of the demonstration whose CAF runs: a team, what it knows, a plan and its reviews, a file a family."""
