"""From a plan to ranked passages: routes by meaning and by words, fused, then reranked."""
