"""From a question about the minutes to a cited answer, or to a plain abstention."""
