"""The way in: webhooks are verified, queued durably and worked on."""
