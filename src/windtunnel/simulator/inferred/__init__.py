"""What a contract's paths and schemas say about behaviour that nobody wrote: resources, envelopes, lists, records."""
