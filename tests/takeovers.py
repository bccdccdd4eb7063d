"""What happens to blogs whose address somebody else has got. Nothing of it may show, whatever was there before."""

from dataclasses import replace

from cobrand.model import Blog
from moves import (
    LINKED,
    NOTES,
    SPAM,
    SPAM_TITLES,
    UNLINKED,
    Case,
    Pages,
    Post,
    at,
    atom,
    home,
    json_feed,
    moved,
    posts,
    rss,
)

_HOME = "https://ada.example/"
_FEED = "https://ada.example/feed.xml"
_CASINO = "https://casino.example/"
_PARKED = {_HOME: home(None, back=None, says="This domain is for sale."), _FEED: "404"}
_THEIR_HOME = home(back=None, says="The best casino in town.")


def _theirs(feed: str, page: str = _THEIR_HOME) -> Pages:
    return {_HOME: page, _FEED: feed}


def _case(
    sentence: str, *stages: Pages, before: Pages = LINKED, new: tuple[str, ...] = SPAM_TITLES, **more: object
) -> Case:
    return Case(sentence=sentence, before=before, stages=stages, new=new, **more)  # type: ignore[arg-type]


def _numbered(form: str) -> tuple[Post, ...]:
    """Return spam whose ids are counted, as those of any fresh blog are."""
    return tuple(replace(post, guid=form.format(number)) for number, post in enumerate(SPAM, 1))


_GENERIC = tuple(
    Post(title=title, link=f"https://ada.example/{path}", guid=f"https://ada.example/?p={number}", when="11-22")
    for number, (title, path) in enumerate(
        (("Hello world!", "hello-world/"), ("About", "about/"), ("Best slots of November", "slots/")), 1
    )
)
_HER_GENERIC = tuple(
    Post(title=title, link=f"https://ada.example/{path}", guid=f"https://ada.example/?p={number}", when=day)
    for number, (title, path, day) in enumerate(
        (("Hello world!", "hello-world/", "05-01"), ("About", "about/", "05-02"), ("Holdouts", "holdouts/", "10-01")), 1
    )
)
_COPIES = posts("https://ada.example/?p=9{number}")[:2]
_PLATFORM = "https://ada.platform.example/"

TAKEOVERS = (
    _case("The domain has expired and was bought: all is new.", _theirs(rss("Casino guide", *SPAM, language="id"))),
    _case("A new title alone, in the same language.", _theirs(rss("Casino guide", *SPAM), home())),
    _case("The title is kept, the language is new.", _theirs(rss(NOTES, *SPAM, language="id"), home())),
    _case("Title and language are kept, the link back is lost.", _theirs(rss(NOTES, *SPAM))),
    _case(
        "Title and language are kept, the plain link back is lost.",
        _theirs(rss(NOTES, *SPAM)),
        before={**LINKED, _HOME: home(back="plain")},
    ),
    _case(
        "Title and language are kept, the link to the company is lost.",
        _theirs(rss(NOTES, *SPAM)),
        before={**LINKED, _HOME: home(back="company")},
    ),
    _case(
        "The buyer puts pages at her old addresses, to which others link.",
        _theirs(
            rss("Casino guide", *(replace(spam, link=post.link) for spam, post in zip(SPAM, posts(), strict=False)))
        ),
        before=UNLINKED,
    ),
    _case(
        "She never linked back; a casino takes the redirect and her title, and its home page names itself.",
        {
            **moved(_HOME, _CASINO),
            **at(_CASINO, feed=rss(NOTES, *SPAM, link=_CASINO), page=_THEIR_HOME.replace(">Ada<", ">Best Slots<")),
        },
        before=UNLINKED,
    ),
    _case("She never linked back; the title is new.", _theirs(rss("Casino guide", *SPAM)), before=UNLINKED),
    _case("She never linked back; the language is new.", _theirs(rss(NOTES, *SPAM, language="id")), before=UNLINKED),
    _case(
        "She never linked back; the title is gone.",
        _theirs(rss(None, *SPAM)),
        before=UNLINKED,
    ),
    _case(
        "She never linked back, no language was ever told, the title is kept; the posts are in another script.",
        _theirs(
            rss(
                NOTES,
                *(
                    replace(post, title=title)
                    for post, title in zip(
                        SPAM,
                        ("最高のオンラインカジノ", "無料スピンを今すぐ獲得", "初心者のためのルーレット入門"),
                        strict=True,
                    )
                ),
                language=None,
            )
        ),
        before={**UNLINKED, _FEED: rss(NOTES, *posts(), language=None)},
        new=("最高のオンラインカジノ", "無料スピンを今すぐ獲得", "初心者のためのルーレット入門"),
    ),
    _case(
        "The name on a platform was given to somebody else.",
        at(
            _PLATFORM,
            feed=rss(
                "Daily deals",
                *(replace(post, link=post.link.replace("ada.", "ada.platform.")) for post in SPAM),
                link=_PLATFORM,
            ),
            page=_THEIR_HOME,
        ),
        before=at(_PLATFORM, feed=rss(NOTES, *posts(_PLATFORM + "{slug}"), link=_PLATFORM)),
        blog=_PLATFORM,
    ),
    _case(
        "The platform sends her address to its own news.",
        {
            **moved(_PLATFORM, "https://platform.example/"),
            **at(
                "https://platform.example/",
                feed=rss("Platform news", *SPAM, link="https://platform.example/"),
                page=_THEIR_HOME,
            ),
        },
        before=at(_PLATFORM, feed=rss(NOTES, *posts(_PLATFORM + "{slug}"), link=_PLATFORM), page=home(back=None)),
        blog=_PLATFORM,
    ),
    _case(
        "The domain's buyer redirects it, for good, to a casino.",
        {**moved(_HOME, _CASINO), **at(_CASINO, feed=rss("Casino guide", *SPAM, link=_CASINO), page=_THEIR_HOME)},
    ),
    _case(
        "The domain's buyer redirects it; she never linked back.",
        {**moved(_HOME, _CASINO), **at(_CASINO, feed=rss("Casino guide", *SPAM, link=_CASINO), page=_THEIR_HOME)},
        before=UNLINKED,
    ),
    _case(
        "A redirect between two feeds that are both called “Blog”, in the same language, of somebody who never linked back.",
        {**moved(_HOME, _CASINO, code=302), **at(_CASINO, feed=rss("Blog", *SPAM, link=_CASINO), page=_THEIR_HOME)},
        before={**UNLINKED, _FEED: rss("Blog", *posts())},
    ),
    _case(
        "The home page was changed to name a feed elsewhere; title and language are copied.",
        {
            _HOME: home(f"{_CASINO}feed.xml", back=None),
            _FEED: "404",
            f"{_CASINO}feed.xml": rss(NOTES, *SPAM, link=_CASINO),
        },
        before=UNLINKED,
    ),
    _case(
        "Copies of two titles stand among the spam.",
        _theirs(rss("Casino guide", *SPAM, *(replace(post, when="11-20") for post in _COPIES))),
    ),
    _case(
        "Copies of two titles, with their days, stand among the spam.", _theirs(rss("Casino guide", *SPAM, *_COPIES))
    ),
    _case(
        "Two addresses to which others link are kept, with other posts at them.",
        _theirs(
            rss(
                "Casino guide",
                *SPAM,
                Post(title="Where to play poker", link="https://ada.example/how-we-forecast-demand/", when="11-21"),
                Post(title="Sports betting", link="https://ada.example/holdouts-honestly/", when="11-20"),
            )
        ),
    ),
    _case(
        "A fresh engine counts its posts from one, as hers did.",
        _theirs(rss("Casino guide", *_numbered("https://ada.example/?p={}"))),
        before={**LINKED, _FEED: rss(NOTES, *posts(ids="https://ada.example/?p={number}"))},
    ),
    _case(
        "A fresh engine counts in bare numbers, as hers did.",
        _theirs(rss("Casino guide", *_numbered("{}"))),
        before={**LINKED, _FEED: rss(NOTES, *posts(ids="{number}"))},
    ),
    _case(
        "A fresh engine brings the same first post and the same page about itself that hers had.",
        _theirs(rss("Casino guide", *_GENERIC)),
        before={**LINKED, _FEED: rss(NOTES, *_HER_GENERIC)},
        new=("Best slots of November",),
    ),
    _case(
        "Every item links to the home page, as hers did.",
        _theirs(rss("Casino guide", *(replace(post, link=_HOME, guid=f"spam-{post.title}") for post in SPAM))),
        before={**LINKED, _FEED: rss(NOTES, *posts(_HOME, "urn:ada:{slug}"))},
    ),
    _case(
        "One page for sale first, then spam under the same title.",
        _PARKED,
        _theirs(rss(NOTES, *SPAM)),
    ),
    _case("An outage of some days, then spam.", {_HOME: "500", _FEED: "500"}, _theirs(rss("Casino guide", *SPAM))),
    _case(
        "The feed is not there for weeks, then there is spam under the same title.",
        *([{_HOME: "404", _FEED: "404"}] * 9),
        _theirs(rss(NOTES, *SPAM)),
    ),
    _case(
        "An empty feed under another title first, then spam under that.",
        _theirs(rss("Casino guide", language="id")),
        _theirs(rss("Casino guide", *SPAM, language="id")),
    ),
    _case(
        "An empty feed elsewhere first, by redirect, then spam there.",
        {**moved(_HOME, _CASINO), **at(_CASINO, feed=rss("Casino guide"), page=_THEIR_HOME)},
        {**moved(_HOME, _CASINO), **at(_CASINO, feed=rss("Casino guide", *SPAM), page=_THEIR_HOME)},
        before=UNLINKED,
    ),
    _case(
        "An empty feed without a title first, then one that is new to nobody but us.",
        _theirs(rss(None, language=None)),
        _theirs(atom("Casino guide", *SPAM)),
        before=UNLINKED,
    ),
    _case(
        "Spam, then other spam under another name, then under hers.",
        _theirs(rss("Casino guide", *SPAM)),
        _theirs(rss("Poker guide", *SPAM)),
        _theirs(rss(NOTES, *SPAM)),
        before=UNLINKED,
    ),
    _case(
        "Spam, an outage, and the same spam again.",
        _theirs(rss("Casino guide", *SPAM)),
        {_HOME: "500", _FEED: "500"},
        _theirs(rss("Casino guide", *SPAM)),
    ),
    _case(
        "Spam, an empty feed, and spam under her title again.",
        _theirs(rss("Casino guide", *SPAM)),
        _theirs(rss("Casino guide")),
        _theirs(rss(NOTES, *SPAM)),
        before=UNLINKED,
    ),
    _case("Spam as Atom.", _theirs(atom("Casino guide", *SPAM))),
    _case("Spam as JSON Feed.", _theirs(json_feed("Casino guide", *SPAM))),
    _case("One post of spam alone.", _theirs(rss("Casino guide", SPAM[0])), new=SPAM_TITLES[:1]),
    _case(
        "Spam dated before everything that we know, so that it would hide in the archive.",
        _theirs(rss("Casino guide", *(replace(post, when="01-05") for post in SPAM))),
    ),
    _case("Spam without dates.", _theirs(rss("Casino guide", *(replace(post, when=None) for post in SPAM)))),
    _case(
        "Her title with more behind it.",
        _theirs(rss(f"{NOTES}: casino bonus", *SPAM)),
        before=UNLINKED,
    ),
    _case(
        "The profile names the feed itself, and the page beside it was never linked from it.",
        {_FEED: rss("Casino guide", *SPAM, link=None)},
        before={_FEED: rss(NOTES, *posts(), link=None)},
        blog=_FEED,
    ),
    _case(
        "Title and language are kept, nobody ever linked back, and all posts lead to another site.",
        _theirs(rss(NOTES, *(replace(post, link=post.link.replace("ada.", "casino.")) for post in SPAM), link=_CASINO)),
        before=UNLINKED,
    ),
    _case(
        "Somebody writes the address in the profile otherwise on the same day, which is no other blog.",
        _theirs(rss("Casino guide", *SPAM)),
        _theirs(rss("Casino guide", *SPAM)),
        profile={"blogs": (Blog(url="https://ada.example"),)},
    ),
    _case(
        "The home page can't be reached on the day of the spam, and it was what linked back.",
        {_HOME: "500", _FEED: rss(NOTES, *SPAM)},
    ),
)
