"""Measures: one function each, with one definition."""
