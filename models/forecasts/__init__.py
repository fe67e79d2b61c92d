"""Forecasts of the past beside what came."""
