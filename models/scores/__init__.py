"""Curves and scores of deals as tables of the snapshot."""
