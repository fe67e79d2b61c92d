"""Application state: conversations, turns and answers with their receipts. SQLAlchemy, any URL."""
