"""SuiteQL: what a query may say, and how it is run over the account's records."""
