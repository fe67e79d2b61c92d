"""How good models were on later days, which one is published, its levels and its card."""
