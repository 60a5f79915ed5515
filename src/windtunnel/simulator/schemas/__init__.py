"""Working with JSON schemas: flat views, how deep an instance must be, texts and numbers that fit."""
