"""Load tests: Locust files."""
