"""What learning sees: deals, and what was known of them on past days."""
