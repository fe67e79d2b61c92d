"""How people and their teams are doing: records, what is open, and fair comparison."""
