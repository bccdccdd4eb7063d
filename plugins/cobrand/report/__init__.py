"""What was kept → how the voices fare, and which ideas they had; it is read off the site."""
