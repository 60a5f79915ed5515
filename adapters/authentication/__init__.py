"""How this integration proves who it is, and checks who is calling."""
