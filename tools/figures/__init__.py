"""What tools about figures share: queries, words, groups, targets."""
