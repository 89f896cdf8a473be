"""The records that ingestion keeps, asked by SQL: a plan goes in, findings with their proofs come out."""
