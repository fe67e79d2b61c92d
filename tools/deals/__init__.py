"""What tools about deals share: rows, orders, drivers, levels, changes."""
