"""The refresh: from files to a published snapshot."""
