"""The route table and what runs a route: parse, authorize, one transaction, answer."""
