"""Users, their identities and memberships, organizations and groups."""
