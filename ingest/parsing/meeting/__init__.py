"""Which body met, when and where, and how many meetings a text holds."""
