"""What may be asked of a snapshot: typed, deterministic tools and the facts they return."""
