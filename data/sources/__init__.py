"""Where raw rows come from: one file a kind of source, all yielding text cells with row numbers."""
