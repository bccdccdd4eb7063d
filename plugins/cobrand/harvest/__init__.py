"""From addresses to the archive: the only part that touches the network."""
