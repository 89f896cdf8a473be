"""What an item records: decisions, ballots, votes, attendance, actions, references."""
