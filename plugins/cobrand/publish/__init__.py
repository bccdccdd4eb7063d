"""From the archive to pages: offline, pure, the same bytes out for the same bytes in."""
