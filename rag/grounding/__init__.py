"""From sentences to their proof: what is cited, and which sentences stand in what they cite."""
