"""Replay: a past case, played through the product's own services and sweep on a clock of its own."""
