"""Words only: one folder for each version of each prompt."""
