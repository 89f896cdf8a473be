"""From what a question looks for to the paragraphs that may answer it, best first."""
