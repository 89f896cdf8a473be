"""The indexes made from the ledger, and the model that makes vectors; all can be made again."""
