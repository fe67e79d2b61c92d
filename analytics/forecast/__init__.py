"""Forecasts as distributions: open deals, deals still to come, and what they add up to."""
