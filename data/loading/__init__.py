"""From raw cells to canonical tables: typing, linking, checking and the as-of cut."""
