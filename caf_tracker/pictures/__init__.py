"""Pictures: facts in, accessible SVG out, with the same facts in words beside each."""
