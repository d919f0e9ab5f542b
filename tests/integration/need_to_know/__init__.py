"""Need to know: who reaches what, against a table kept by hand, and what never reaches whom."""
