"""Systems of the tests."""
