"""Parts of the forecast tool."""
