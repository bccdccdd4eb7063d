"""Material's blog plugin → where its blogs stand. It imports nothing of Material's, which need not be there."""

from mkdocs.config.defaults import MkDocsConfig


def blog_dirs(config: MkDocsConfig) -> tuple[str, ...]:
    """Return the folders, below the docs folder, of the blogs that Material's plugin keeps on this site."""
    blogs = [
        plugin.config
        for plugin in config.plugins.values()
        if type(plugin).__module__.startswith("material.plugins.blog") and plugin.config.get("enabled", True)
    ]
    return tuple(str(blog["blog_dir"]).strip("/") for blog in blogs)
