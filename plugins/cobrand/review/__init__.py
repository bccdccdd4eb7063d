"""What a pull would change on the site, put up as a pull request."""
