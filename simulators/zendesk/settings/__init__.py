"""What administrators set up: families of records that behave alike, and the few things that some do beside."""
