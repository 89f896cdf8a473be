"""From a question to its plan: the only room that looks at how a question is worded."""
