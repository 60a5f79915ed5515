"""The batch: by the clock, chunk by chunk, with a checkpoint after each, and an account at the end."""
