"""Training of the reranker, the reader's encoder and its head, always judged on bodies left out."""
