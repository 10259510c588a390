"""How fast a campaign's commands are, and how large they and its database get."""
