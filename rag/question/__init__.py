"""What a question asks: its words, dates, bodies and the kind of thing it wants."""
