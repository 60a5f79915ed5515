"""Documents that arrive in a chat: read by the AI, told once, and none missed when deliveries are."""
