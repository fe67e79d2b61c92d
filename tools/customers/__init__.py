"""Accounts: who they are, what was bought, what is open with them."""
