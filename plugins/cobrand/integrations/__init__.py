"""What other people's plugins have that concerns us: one guarded file each, and they are only read."""
