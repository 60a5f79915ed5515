"""What customers bought, from a replica of the warehouse: pages, streams, and changes that are told once."""
