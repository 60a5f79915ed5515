"""Accounts payable by event queue: receipts are read, checked against purchase orders, and posted to the ERP once."""
