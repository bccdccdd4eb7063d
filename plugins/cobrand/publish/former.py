"""People who have had other slugs → what stays at their former addresses: pages that lead on, and the feeds themselves."""

from collections.abc import Iterable, Iterator, Mapping

from cobrand.publish.pages import ExpertPage, Page, Person, RedirectPage, Site, feeds_at, url_of
from cobrand.words import Words


def redirects(
    people: Iterable[Person], site: Site, words: Words, *, use_directory_urls: bool
) -> Iterator[RedirectPage]:
    """Lead from each former address of a person, and of the kit, to the one of today."""
    for person in people:
        for alias in person.expert.aliases:
            for src_uri, target in ((f"experts/{alias}.md", person.url), (f"experts/{alias}/kit.md", person.kit)):
                if target:
                    yield RedirectPage(
                        src_uri=src_uri,
                        url=url_of(src_uri, use_directory_urls=use_directory_urls),
                        title=words.say("moved", name=person.expert.name),
                        parent="experts/index.md",
                        searchable=False,
                        site=site,
                        target=target,
                    )


def former_feeds(pages: Iterable[Page]) -> Mapping[str, tuple[str, ...]]:
    """Map each person's feed to where it was before: no static file can send a feed reader on, so it stays there as well.

    What is in it names the address of today, to which readers that care move by themselves.
    """
    found: dict[str, tuple[str, ...]] = {}
    for page in pages:
        if isinstance(page, ExpertPage) and page.channel:
            before = [feeds_at(f"experts/{alias}") for alias in page.person.expert.aliases]
            now = page.channel.feeds
            found[now.atom] = tuple(feeds.atom for feeds in before)
            found[now.rss] = tuple(feeds.rss for feeds in before)
            found[now.json] = tuple(feeds.json for feeds in before)
    return found
