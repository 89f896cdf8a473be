"""From a minutes file to the ledger and its indexes."""
