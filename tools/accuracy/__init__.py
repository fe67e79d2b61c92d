"""Parts of the tool of past forecasts."""
