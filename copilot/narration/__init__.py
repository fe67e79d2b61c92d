"""Putting computed facts into words: templates order the claims that tools rendered."""
