"""The kinds of model: hazard tables, logistic regression, LightGBM over the table."""
