"""A model inside the application: trained or loaded at the start, tried in the shadow before it takes over."""
