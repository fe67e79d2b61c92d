"""What moved in the pipeline between two days, reconciled to the cent."""
