"""Request and response: a customer's question is answered while the caller waits, with what the CRM knows of them."""
