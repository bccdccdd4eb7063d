"""What happens to honest blogs. None of it may be held back, and each time the newest post has to show."""

from dataclasses import replace
from datetime import date
from types import MappingProxyType

from cobrand.model import Blog, Span
from moves import (
    LINKED,
    NEXT,
    NOTES,
    UNLINKED,
    Case,
    Post,
    at,
    atom,
    fresh,
    home,
    json_feed,
    moved,
    newer,
    posts,
    rss,
)

_NEW = "https://lindqvist.example/"
_PLAIN = "http://ada.example/"
_MEDIUM = "https://platform.example/@ada/"
_DATED = "https://ada.example/{day}/{slug}/"
_UUIDS = "urn:uuid:00000000-0000-4000-8000-00000000000{number}"
_OTHER_UUIDS = "urn:uuid:99999999-0000-4000-8000-00000000000{number}"
_FEED = "https://ada.example/feed.xml"
_HOME = "https://ada.example/"


def _same(feed: str, **more: str) -> MappingProxyType[str, str]:
    return MappingProxyType({**LINKED, _FEED: feed, **more})


def _case(sentence: str, *stages: object, new: tuple[str, ...] = (NEXT,), **more: object) -> Case:
    return Case(sentence=sentence, before=more.pop("before", LINKED), stages=stages, new=new, **more)  # type: ignore[arg-type]


_SCRAPS = tuple(
    replace(post, title="", text=f"<p>A note in passing, number {number}: what we count is not what counts.</p>")
    for number, post in enumerate(posts("https://ada.platform.example/{day}/{number}.html"))
)
_SCRAPS_MOVED = tuple(
    replace(post, link=post.link.replace("ada.platform.example", "ada.example"), guid=None) for post in _SCRAPS
)

ORDINARY = (
    _case(
        "Notes without titles move to a host of their own, under her name.",
        {
            **moved("https://ada.platform.example/", "https://ada.example/"),
            **at("https://ada.example/", feed=rss("Lindqvist", newer(), *_SCRAPS_MOVED)),
        },
        before=at("https://ada.platform.example/", feed=rss(NOTES, *_SCRAPS, link="https://ada.platform.example/")),
        blog="https://ada.platform.example/",
    ),
    _case("One new post.", _same(rss(NOTES, newer(), *posts()))),
    _case(
        "She moves to a new host, which the old one sends to for good; ids stay.",
        {
            **moved(_HOME, _NEW),
            **at(
                _NEW, feed=rss(NOTES, newer(_NEW + "{slug}/"), *posts(_NEW + "{slug}/", _HOME + "{slug}/"), link=_NEW)
            ),
        },
    ),
    _case(
        "She moves to a new host with a redirect for now, and the ids change with it.",
        {
            **moved(_HOME, _NEW, code=302),
            **at(_NEW, feed=rss(NOTES, newer(_NEW + "{slug}/"), *posts(_NEW + "{slug}/"), link=_NEW)),
        },
    ),
    _case(
        "She moves to a new host, and the blog gets a new title there.",
        {
            **moved(_HOME, _NEW),
            **at(_NEW, feed=rss("Lindqvist", newer(_NEW + "{slug}/"), *posts(_NEW + "{slug}/"), link=_NEW)),
        },
    ),
    _case(
        "She moves to a new host, a new title, and new addresses of posts, all behind redirects.",
        {
            **moved(_HOME, _NEW),
            **at(
                _NEW,
                feed=atom(
                    "Lindqvist", newer(_NEW + "n/{slug}.html"), *posts(_NEW + "n/{slug}.html", _UUIDS), link=_NEW
                ),
            ),
        },
    ),
    _case(
        "A new engine gives new ids; the links stay.",
        _same(rss(NOTES, newer(ids=_OTHER_UUIDS), *posts(ids=_OTHER_UUIDS))),
        before=_same(rss(NOTES, *posts(ids=_UUIDS))),
    ),
    _case(
        "A new engine gives new ids and a new title; the links stay.",
        _same(rss("Lindqvist on numbers", newer(), *posts(ids=_OTHER_UUIDS))),
        before=_same(rss(NOTES, *posts(ids=_UUIDS))),
    ),
    _case(
        "A new engine gives new ids, a new title, another language tag, and the link back is forgotten; the links stay.",
        _same(
            rss("Lindqvist on numbers", newer(), *posts(ids=_OTHER_UUIDS), language="sv"),
            **{_HOME: home(back=None)},
        ),
        before=_same(rss(NOTES, *posts(ids=_UUIDS))),
    ),
    _case(
        "A new engine gives new links and a new title; the ids stay.",
        _same(rss("Lindqvist", newer(), *posts("https://ada.example/p/{number}", _UUIDS))),
        before=_same(rss(NOTES, *posts(ids=_UUIDS))),
    ),
    _case(
        "From http to https.",
        _same(rss(NOTES, newer(), *posts())),
        before={**at(_PLAIN, feed=rss(NOTES, *posts(_PLAIN + "{slug}/"), link=_PLAIN)), _HOME: f"302 {_PLAIN}"},
    ),
    _case(
        "From the bare host to www, retitled.",
        {
            **moved(_HOME, "https://www.ada.example/"),
            **at(
                "https://www.ada.example/",
                feed=rss(
                    "Lindqvist",
                    newer("https://www.ada.example/{slug}/"),
                    *posts("https://www.ada.example/{slug}/"),
                    link="https://www.ada.example/",
                ),
            ),
        },
    ),
    _case(
        "Links lose their trailing slash, retitled.",
        _same(rss("Lindqvist", newer(), *posts("https://ada.example/{slug}"))),
    ),
    _case(
        "Permalinks get dates in them, and the blog a new title.",
        _same(rss("Lindqvist", newer(_DATED), *posts(_DATED))),
    ),
    _case(
        "Permalinks lose their dates, the blog its title, and the home page the link back.",
        _same(rss("Lindqvist", newer(), *posts()), **{_HOME: home(back=None)}),
        before=_same(rss(NOTES, *posts(_DATED))),
    ),
    _case(
        "The whole site is rebuilt below /writing/, with file endings, new ids and a new title.",
        _same(rss("Lindqvist", newer(), *posts("https://ada.example/writing/{slug}.html", _OTHER_UUIDS))),
    ),
    _case(
        "The site is rebuilt, retitled, and the engine gives every post today's date.",
        _same(
            rss(
                "Lindqvist",
                *(
                    replace(post, when="11-22")
                    for post in (newer("https://ada.example/w/{slug}"), *posts("https://ada.example/w/{slug}"))
                ),
            )
        ),
    ),
    _case("Retitled.", _same(rss("Lindqvist on numbers", newer(), *posts()))),
    _case(
        "Retitled with the posts' titles translated, at the same addresses.",
        _same(
            rss(
                "Randanteckningar",
                newer(),
                *(replace(post, title=f"Inlägg {number}", text="Om det.") for number, post in enumerate(posts())),
                language="sv",
            )
        ),
    ),
    _case("Truncated to one post, which is known.", _same(rss(NOTES, posts()[0])), new=()),
    _case("Truncated to one post, which is new.", _same(rss(NOTES, newer()))),
    _case("Truncated to one known post, and retitled.", _same(rss("Lindqvist", posts()[0])), new=()),
    _case(
        "Restored from a backup that has the oldest two posts only, on a fresh engine with another title.",
        _same(rss("My blog", *posts()[-2:], language=None)),
        _same(rss("My blog", newer(), *posts()[-2:], language=None)),
    ),
    _case(
        "The feed is empty for some days, and then goes on.", _same(rss(NOTES)), _same(rss(NOTES, newer(), *posts()))
    ),
    _case(
        "The feed is empty and without a title for some days, and then goes on with a new post alone.",
        _same(rss(None, language=None)),
        _same(rss(NOTES, newer())),
    ),
    _case("A feed that was empty gets its first post.", _same(rss(NOTES, newer())), before=_same(rss(NOTES))),
    _case(
        "A blog is set up in front of us: from “My blog” without a post to its own title and language.",
        _same(rss(NOTES, newer())),
        before=_same(rss("My blog", language=None)),
    ),
    _case("From RSS to Atom at the same address.", _same(atom(NOTES, newer(), *posts()))),
    _case(
        "From RSS to JSON Feed, which tells no language, retitled.", _same(json_feed("Lindqvist", newer(), *posts()))
    ),
    _case(
        "From RSS to Atom at another address, which the home page names; the old one is gone.",
        {_HOME: home("/atom.xml"), "https://ada.example/atom.xml": atom(NOTES, newer(), *posts(ids=_UUIDS))},
    ),
    _case(
        "The language is declared for the first time, after so long a silence that no known post is left.",
        _same(rss(NOTES, newer(), *fresh(), language="sv")),
        before=_same(rss(NOTES, *posts(), language=None)),
    ),
    _case(
        "The language's region changes.",
        _same(rss(NOTES, newer(), *fresh(), language="en-GB")),
        before=_same(rss(NOTES, *posts(), language="en-US")),
    ),
    _case("No known post is left in a feed of ten.", _same(rss(NOTES, newer(), *fresh()))),
    _case(
        "No known post is left, and nobody ever linked back.",
        {**UNLINKED, _FEED: rss(NOTES, newer(), *fresh())},
        before=UNLINKED,
    ),
    _case(
        "No known post is left, and the title only changes its dress.",
        _same(rss("Recent posts on Ada\u2019s Margin Notes", newer(), *fresh())),
    ),
    _case(
        "No known post is left, and the link back becomes a plain one.",
        _same(rss(NOTES, newer(), *fresh()), **{_HOME: home(back="plain")}),
    ),
    _case(
        "The profile names another blog of hers, where all is new: the site's own doing.",
        {**LINKED, **at(_NEW, feed=rss("Lindqvist", newer(_NEW + "{slug}/"), link=_NEW, language="sv"))},
        profile={"blogs": (Blog(url=_NEW),)},
    ),
    _case(
        "The profile names another feed of the same blog, where all is new.",
        {**LINKED, "https://news.example/ada.xml": rss("Letters", newer("https://news.example/{slug}"), language="sv")},
        profile={"blogs": (Blog(url=_HOME, feed="https://news.example/ada.xml"),)},
    ),
    _case(
        "A second blog joins the first, with nothing in common.",
        {**LINKED, **at(_NEW, feed=rss("Lindqvist", newer(_NEW + "{slug}/"), link=_NEW, language="sv"))},
        profile={"blogs": (Blog(url=_HOME), Blog(url=_NEW))},
    ),
    _case(
        "A new service counts clicks: each link gets campaign parameters, and each post a new id.",
        _same(
            rss(
                "Lindqvist", newer(), *posts("https://ada.example/{slug}/?utm_source=rss&utm_medium=feed", _OTHER_UUIDS)
            )
        ),
        before=_same(rss(NOTES, *posts(ids=_UUIDS))),
    ),
    _case(
        "From a platform to a domain of her own, with a redirect, new ids, and new addresses.",
        {
            **moved(_MEDIUM, _HOME),
            **LINKED,
            _FEED: rss("Ada Lindqvist", newer(), *posts()),
        },
        before=at(
            _MEDIUM,
            feed=rss(
                "Stories by Ada Lindqvist on Platform",
                *posts(_MEDIUM + "{slug}-0a1b2c{number}", "https://platform.example/p/0a1b2c{number}"),
                link=_MEDIUM,
            ),
        ),
        blog=_MEDIUM,
    ),
    _case(
        "From a platform to a domain of her own, where the profile names the feed itself.",
        {
            "https://platform.example/feed/@ada": f"301 {_FEED}",
            **LINKED,
            _FEED: rss("Ada Lindqvist", newer(), *posts()),
        },
        before={
            "https://platform.example/feed/@ada": rss(
                "Stories by Ada Lindqvist",
                *posts("https://platform.example/@ada/{slug}"),
                link="https://platform.example/@ada",
            )
        },
        blog="https://platform.example/feed/@ada",
    ),
    _case(
        "On a blog of several people, others have pushed hers out of the feed, and it has a new editor's title.",
        _same(rss("The bench, quarterly", newer(), *fresh(8), posts()[0])),
    ),
    _case(
        "An outage of three days, then all is as before.",
        {_HOME: "500", _FEED: "500"},
        _same(rss(NOTES, newer(), *posts())),
    ),
    _case(
        "An outage, then only new posts under the same title.",
        {_HOME: "500", _FEED: "404"},
        _same(rss(NOTES, newer(), *fresh())),
    ),
    _case(
        "A redesign takes the link back away one week, and in a later one no known post is left.",
        _same(rss(NOTES, *posts()), **{_HOME: home(back=None)}),
        *(_same(rss(NOTES, *posts()), **{_HOME: home(back=None)}) for _ in range(11)),
        _same(rss(NOTES, newer(), *fresh()), **{_HOME: home(back=None)}),
    ),
    _case(
        "The posts move to a letter service with their titles, which only the home page tells; the old feed is gone.",
        {
            _HOME: home("https://letters.example/feed"),
            "https://letters.example/feed": rss(
                "Letters from Ada",
                newer("https://letters.example/p/{slug}"),
                *posts("https://letters.example/p/{slug}"),
            ),
        },
    ),
    _case(
        "A rebuilt site forgets all dates, and gets a new title.",
        _same(
            rss(
                "Lindqvist",
                *(
                    replace(post, when=None)
                    for post in (newer("https://ada.example/w/{slug}"), *posts("https://ada.example/w/{slug}"))
                ),
            )
        ),
    ),
    _case(
        "A blog of links, whose posts lead to all the world, changes its sources after a long silence.",
        {
            **UNLINKED,
            _FEED: rss(
                NOTES,
                *(replace(post, link=f"https://w{number}.example/") for number, post in enumerate((newer(), *fresh()))),
            ),
        },
        before={
            **UNLINKED,
            _FEED: rss(
                NOTES, *(replace(post, link=f"https://v{number}.example/") for number, post in enumerate(posts()))
            ),
        },
    ),
    _case(
        "The same language under another of its tags, after a long silence.",
        _same(rss(NOTES, newer(), *fresh(), language="nb-NO")),
        before=_same(rss(NOTES, *posts(), language="no")),
    ),
    _case(
        "The feed comes by another service, which the home page names, with the same links and its own ids.",
        {
            _HOME: home("https://burner.example/ada"),
            "https://burner.example/ada": rss("Lindqvist", newer(), *posts(ids=_OTHER_UUIDS)),
        },
        before={_HOME: home(), _FEED: rss(NOTES, *posts(ids=_UUIDS))},
    ),
    _case(
        "She has left; the feed has only posts of later days, and a new title. (Nothing is taken, and nothing is held.)",
        _same(rss("Lindqvist", newer(), *fresh()), **{_HOME: home(back=None)}),
        new=(),
        profile={"spans": (Span(left=date(2026, 11, 5)),)},
    ),
    _case(
        "Ids become addresses of another kind, and every link leads through a counter that redirects.",
        _same(rss(NOTES, newer(), *posts("https://clicks.example/r/{number}", _HOME + "{slug}"))),
    ),
    _case(
        "The feed grows from five posts to fifty, all of whose addresses and ids are new, and so is the title.",
        _same(
            rss(
                "Lindqvist",
                newer(),
                *posts("https://ada.example/w/{slug}"),
                *(
                    Post(
                        title=f"From the drawer, {number}",
                        link=f"https://ada.example/w/drawer-{number}",
                        when=f"0{1 + number % 8}-{10 + number % 9}",
                    )
                    for number in range(45)
                ),
            )
        ),
    ),
)
