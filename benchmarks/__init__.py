"""Measurements that are quoted in benchmarks/README.md; nothing here is a test."""
