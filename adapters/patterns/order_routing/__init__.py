"""Order routing: the customer is answered at once, and what takes long happens behind a queue."""
