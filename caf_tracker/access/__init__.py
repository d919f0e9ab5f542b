"""Need to know: who may do what, and which cases a person may see."""
