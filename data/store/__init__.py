"""Snapshots: built aside, published atomically, read by any number of processes."""
