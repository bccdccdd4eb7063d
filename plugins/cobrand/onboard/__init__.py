"""Somebody new → a profile; a few choices → a site."""
