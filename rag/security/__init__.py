"""The doors of the service: who may come in, what they may see, and what is refused before anything reads it."""
