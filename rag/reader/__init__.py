"""From a plan and its passages to the sentences that answer, and whether any does."""
