"""From blocks to agenda items, and what belongs together in them."""
