"""Parts of the tools that look ahead beside the forecast: targets and what-ifs."""
