"""Closures from social care's own system: read a file, check each row, load what can be used."""
