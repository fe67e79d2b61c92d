"""The chat in a browser: one page over the same engine as the command line."""
