"""Every word of ours that a reader sees, a module for each language; `words` chooses among them."""
