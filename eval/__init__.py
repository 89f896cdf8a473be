"""From questions with known answers to a report and a verdict."""
