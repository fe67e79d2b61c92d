"""Pure functions over snapshot tables: what a figure means is defined here and nowhere else."""
