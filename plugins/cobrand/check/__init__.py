"""Everything that can be wrong with a site, and what is known of each person on it."""
