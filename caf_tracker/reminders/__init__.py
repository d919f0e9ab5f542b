"""Telling people: the sweep that decides who is due to be told, and the mail that reaches them."""
