"""Learning, in batch: hazards, backtests, levels, cards, and the refresh that publishes them."""
