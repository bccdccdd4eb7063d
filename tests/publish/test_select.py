"""Which posts show, in which order, and what is said of those that don't."""

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobrand.model import Author, Blog, Entry, Expert, Feed, Rule, Snapshot, Span, Topic
from cobrand.publish.rules import Judge, Listed
from cobrand.publish.select import Post, anchor, select
from fuzzing import trying

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
BLOG = Blog(url="https://ada.example/")
ADA = Expert(slug="ada", name="Ada Lindqvist", source=Path("ada.md"), practices=("im", "law"), blogs=(BLOG,))
MEI = Expert(
    slug="mei",
    name="Mei Tan",
    source=Path("mei.md"),
    practices=("law", "ops"),
    blogs=(Blog(url="https://mei.example/"),),
)


def day(text: str) -> datetime:
    """Return nine o'clock of a day."""
    return datetime.combine(date.fromisoformat(text), NOW.time(), UTC)


def entry(identifier: str = "https://ada.example/?p=1", **more: object) -> Entry:
    """Make one of Ada's entries."""
    made = Entry(
        blog=BLOG.url, id=identifier, title="Kites", link="https://ada.example/kites/", published=day("2024-05-03")
    )
    return replace(made, **more)  # type: ignore[arg-type]


def verdict(given: Entry, *, expert: Expert = ADA, hide: tuple[str, ...] = ()) -> str | None:
    """Judge an entry; its content counts as text."""
    return Judge(expert, hide=Listed(hide), now=NOW, text=str).of(given)


def chosen(entries: dict[Expert, list[Entry]], topics: tuple[Topic, ...] = ()) -> tuple[Post, ...]:
    """Select from several experts' entries."""
    snapshots = {expert.slug: Snapshot(slug=expert.slug, entries=tuple(of_one)) for expert, of_one in entries.items()}
    return select(entries, snapshots, topics=topics, hide=(), now=NOW, text=str)


def with_rules(**rules: Rule) -> Expert:
    """Return Ada with rules for her blog."""
    return replace(ADA, blogs=(replace(BLOG, **rules),))  # type: ignore[arg-type]


# --- hiding ----------------------------------------------------------------------------------------------------------


def test_a_post_that_no_rule_speaks_of_shows() -> None:
    """Without rules everything of a blog in the profile shows."""
    assert verdict(entry()) is None


@pytest.mark.parametrize("listed", ["http://www.ada.example/kites?utm_source=x", "https://ada.example/?p=1"])
def test_a_post_is_hidden_by_address_or_id(listed: str) -> None:
    """The profile and mkdocs.yml name posts by their address, however it is written, or by their id."""
    assert verdict(entry(), expert=replace(ADA, hide=(listed,))) == "hidden in the profile"
    assert verdict(entry(), hide=(listed,)) == "hidden in mkdocs.yml"
    assert verdict(entry("urn:2", link="https://ada.example/other/"), hide=(listed,)) is None


def test_an_id_that_is_an_address_is_known_in_any_spelling() -> None:
    """WordPress names posts by an address that nobody sees, and that keeps its `http` when the blog gets a certificate."""
    given = entry("http://ada.example/?p=7", link="https://ada.example/other/")
    assert verdict(given, hide=("https://ada.example/?p=7",)) == "hidden in mkdocs.yml"


def test_a_post_whose_author_opts_out_is_hidden() -> None:
    """The category no-syndicate, in whatever letters, keeps a post with its author."""
    assert verdict(entry(categories=("News", "No-Syndicate"))) == "its author gave it the category 'no-syndicate'"


def test_a_post_dated_in_the_future_waits_until_it_is_due() -> None:
    """A second after now is not yet due; now is."""
    assert verdict(entry(published=NOW)) is None
    assert verdict(entry(published=day("2027-01-01"))) == "not yet due: dated 2027-01-01"


def test_a_post_with_nothing_in_it_is_hidden() -> None:
    """Without title, link and text there is nothing to show."""
    assert verdict(entry(title=None, link=None)) == "it has no title, no text and no link"
    assert verdict(entry(title=None, link=None, content="A note")) is None


def test_a_post_that_names_nobody_is_by_the_feed_s_author() -> None:
    """Rules about authors see whom the feed names where the post names none."""
    ada = with_rules(only=Rule(authors=("Ada Lindqvist",)))
    feed = Feed(blog=BLOG.url, url=BLOG.url, authors=(Author(name="Ada Lindqvist"),))
    snapshot = Snapshot(slug=ada.slug, feeds=(feed,), entries=(entry(), entry("2", authors=(Author(name="Bo"),))))
    posts = select([ada], {ada.slug: snapshot}, topics=(), hide=(), now=NOW, text=str)
    assert [post.entry.id for post in posts] == [entry().id]


def test_an_undated_post_shows_in_a_build_dated_before_its_pull() -> None:
    """SOURCE_DATE_EPOCH is often the last commit's time: what was first seen since then is no post of the future."""
    assert verdict(entry(published=None, first_seen=NOW + timedelta(minutes=5))) is None


def test_a_post_of_a_blog_that_left_the_profile_is_hidden() -> None:
    """Who takes a blog out of the profile wants none of it to show; a slash more is the same blog."""
    assert verdict(entry(blog="https://old.example/")) == "its blog is no longer in the profile"
    assert verdict(entry(blog="https://ada.example")) is None


@pytest.mark.parametrize(
    ("dated", "said"),
    [
        ("2019-12-31", "dated 2019-12-31, before joining on 2020-01-01"),
        ("2020-01-01", None),
        ("2022-06-30", None),
        ("2022-07-01", "dated 2022-07-01, between leaving on 2022-06-30 and returning on 2024-03-01"),
        ("2024-03-01", None),
        ("2025-02-28", None),
        ("2025-03-02", "dated 2025-03-02, after leaving on 2025-02-28"),
    ],
)
def test_a_post_shows_only_from_the_time_at_the_company(dated: str, said: str | None) -> None:
    """First and last day count; before, between and after are each named."""
    spans = (
        Span(joined=date(2020, 1, 1), left=date(2022, 6, 30)),
        Span(joined=date(2024, 3, 1), left=date(2025, 2, 28)),
    )

    assert said == verdict(entry(published=day(dated)), expert=replace(ADA, spans=spans))


@pytest.mark.parametrize(
    ("rule", "given", "said"),
    [
        (Rule(categories=("work", "Essays")), entry(categories=("WORK",)), None),
        (
            Rule(categories=("work", "Essays")),
            entry(categories=("home",)),
            "only → categories in ada.md: none of 'work', 'Essays'",
        ),
        (Rule(keywords=("kite",)), entry(title="A Kite"), None),
        (Rule(keywords=("kite",)), entry(title="Kites"), "only → keywords in ada.md: none of 'kite'"),
        (Rule(authors=("ada  lindqvist",)), entry(authors=(Author(name="Ada Lindqvist"),)), None),
        (
            Rule(authors=("Ada Lindqvist",)),
            entry(authors=(Author(name="Bo"),)),
            "only → authors in ada.md: none of 'Ada Lindqvist'",
        ),
        (Rule(languages=("de",)), entry(language="de-AT"), None),
        (Rule(languages=("de",)), entry(language="den"), "only → languages in ada.md: its language is 'den'"),
        (Rule(languages=("de",)), entry(), "only → languages in ada.md: its language is not stated"),
        (Rule(since=date(2024, 5, 3)), entry(), None),
        (Rule(since=date(2024, 5, 4)), entry(), "only → since in ada.md: dated 2024-05-03"),
        (Rule(until=date(2024, 5, 2)), entry(), "only → until in ada.md: dated 2024-05-03"),
        (
            Rule(categories=("work",), languages=("en",)),
            entry(categories=("work",)),
            "only → languages in ada.md: its language is not stated",
        ),
    ],
)
def test_only_what_meets_every_key_of_only_shows(rule: Rule, given: Entry, said: str | None) -> None:
    """Each key that is given must be met by one of its values; the key that isn't is named."""
    assert said == verdict(given, expert=with_rules(only=rule))


@pytest.mark.parametrize(
    ("rule", "given", "said"),
    [
        (Rule(categories=("personal",)), entry(categories=("Personal",)), "skip → categories in ada.md: 'personal'"),
        (
            Rule(categories=("personal",), keywords=("layoffs",)),
            entry(content="After the layoffs."),
            "skip → keywords in ada.md: 'layoffs' in the text",
        ),
        (Rule(categories=("personal",), keywords=("layoffs",)), entry(), None),
        (Rule(languages=("sv",)), entry(language="sv_SE"), "skip → languages in ada.md: 'sv'"),
        (Rule(until=date(2024, 12, 31)), entry(), "skip → until in ada.md: dated 2024-05-03"),
        (Rule(since=date(2024, 5, 1), until=date(2024, 5, 31)), entry(), "skip → since in ada.md: dated 2024-05-03"),
        (Rule(since=date(2024, 5, 1), until=date(2024, 5, 2)), entry(), None),
    ],
)
def test_what_meets_any_key_of_skip_is_hidden(rule: Rule, given: Entry, said: str | None) -> None:
    """One key that is met is enough; since and until are one key, a period."""
    assert said == verdict(given, expert=with_rules(skip=rule))


def test_the_profile_states_the_language_where_the_feed_does_not() -> None:
    """A blog's `language` counts for posts that state none."""
    expert = replace(ADA, blogs=(replace(BLOG, language="de", only=Rule(languages=("de",))),))

    assert verdict(entry(), expert=expert) is None
    assert verdict(entry(language="en"), expert=expert) == "only → languages in ada.md: its language is 'en'"


@pytest.mark.parametrize(
    ("keyword", "words", "found"),
    [
        ("art", "the start of it", False),
        ("art", "Art, at last", True),
        ("machine learning", "On Machine\nLearning.", True),
        ("c++", "C++17 is here", True),
        ("café", "CAFE\u0301 culture", True),
        ("lieferkette", "die Liefer\u00adkette", True),
        ("解雇", "昨日解雇された", True),
        ("หุ้น", "ตลาดหุ้นไทย", True),
        ("layoff", "layoffs", False),
    ],
)
def test_keywords_are_whole_words_in_scripts_that_part_them(keyword: str, words: str, found: bool) -> None:
    """Case, accents' encoding and soft hyphens don't count; Chinese, Japanese and Thai part no words."""
    expert = with_rules(skip=Rule(keywords=(keyword,)))

    assert found == (verdict(entry(content=words), expert=expert) is not None)


def test_words_are_read_from_text_and_not_from_markup() -> None:
    """What reads the text out of HTML is given, and is asked only where a rule is about words."""
    expert = with_rules(skip=Rule(keywords=("script",)))
    given = entry(content="<script></script>")

    assert Judge(expert, hide=Listed(()), now=NOW, text=lambda _: "").of(given) is None
    assert Judge(ADA, hide=Listed(()), now=NOW, text=lambda _: pytest.fail("not needed")).of(given) is None


BEYOND = entry(content="Kept.", rest="and layoffs mass of public going")


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ({"skip": Rule(keywords=("layoffs",))}, "skip → keywords in ada.md: 'layoffs' further down in the text"),
        (
            {"skip": Rule(keywords=("mass layoff*",))},
            "skip → keywords in ada.md: all words of 'mass layoff*' further down in the text",
        ),
        ({"skip": Rule(keywords=("mass hiring",))}, None),
        ({"only": Rule(keywords=("layoffs",))}, None),
        ({"only": Rule(keywords=("going public",))}, "only → keywords in ada.md: none of 'going public'"),
    ],
)
def test_words_that_the_archive_cut_off_count_and_in_doubt_a_post_is_out(
    rules: dict[str, Rule], said: str | None
) -> None:
    """A word at the end of a long post is as bad as in its first line; of several, nobody knows whether together."""
    assert verdict(BEYOND, expert=with_rules(**rules)) == said


@pytest.mark.parametrize(
    ("written", "author", "met"),
    [
        ("Ada Lindqvist", Author(name="Lindqvist, Ada"), True),
        ("ada lindqvist", Author(name="ADA  LINDQVIST"), True),
        ("Chloé Núñez", Author(name="Chloe Nunez"), True),
        ("Ada", Author(name="Ada Lindqvist"), False),
        ("https://ada.example/about", Author(name="Somebody", uri="http://www.ada.example/about/"), True),
        ("https://ada.example/about", Author(name="Somebody"), False),
        ("李", Author(name="李"), True),
        ("🐙", Author(name="🐙"), True),
    ],
)
def test_an_author_is_known_by_name_or_address(written: str, author: Author, met: bool) -> None:
    """In either order, with or without accents; a first name alone is not enough."""
    said = verdict(entry(authors=(author,)), expert=with_rules(only=Rule(authors=(written,))))
    assert (said is None) == met


@pytest.mark.parametrize(
    "category", ["no-syndicate", "No Syndicate", "#nosyndicate", "NO_SYNDICATE", "kites, no-syndicate"]
)
def test_an_author_opts_out_in_any_spelling(category: str) -> None:
    """Also as one of several in one element, which some engines write."""
    assert verdict(entry(categories=(category,))) == "its author gave it the category 'no-syndicate'"


@pytest.mark.parametrize(
    ("listed", "link"),
    [
        ("https://ada.example/über-drachen", "https://ada.example/%C3%BCber-drachen"),
        ("https://ada.example/%c3%bcber-drachen/", "https://ada.example/über-drachen"),
        ("https://xn--bcher-kva.example/1", "https://bücher.example/1"),
        ("https://ada.example:443/kites/index.html#top", "http://ada.example/kites"),
        ("https://ada.example/?p=7&utm_source=x&fbclid=y", "https://www.ada.example/?p=7"),
    ],
)
def test_an_address_is_the_same_however_it_is_copied(listed: str, link: str) -> None:
    """Browsers show letters where feeds have percent signs."""
    assert verdict(entry("urn:1", link=link), hide=(listed,)) == "hidden in mkdocs.yml"


# --- order, topics, practices ----------------------------------------------------------------------------------------


def test_posts_come_newest_first_and_then_by_id() -> None:
    """The order does not depend on whose posts they are or how they were stored."""
    old, young = day("2019-01-01"), day("2024-01-01")
    ada = [entry("urn:b", link=None, published=young), entry("urn:c", link=None, published=old)]
    mei = [entry("urn:a", link=None, published=young, blog="https://mei.example/")]
    expected = ["urn:a", "urn:b", "urn:c"]

    assert expected == [post.entry.id for post in chosen({ADA: ada, MEI: mei})]
    assert expected == [post.entry.id for post in chosen({MEI: mei, ADA: ada[::-1]})]


def test_an_undated_post_counts_from_when_it_was_first_seen() -> None:
    """First seen last week is younger than published last month."""
    seen = entry("urn:seen", link=None, published=None, first_seen=NOW - timedelta(days=7))
    dated = entry("urn:dated", link=None, published=NOW - timedelta(days=30))

    assert [post.entry for post in chosen({ADA: [dated, seen]})] == [seen, dated]


def test_categories_become_topics_by_name_slug_or_keyword() -> None:
    """Case, spaces, hyphens and the hash sign don't count; words in the text don't either."""
    topics = (
        Topic(slug="pricing", name="Pricing"),
        Topic(slug="attribution", name="Attribution & MMM", keywords=("Media Mix", "mmm")),
        Topic(slug="c-plus-plus", name="C++"),
        Topic(slug="c", name="C"),
    )
    given = [entry("urn:1", link=None, title="Pricing", categories=("#media-mix", "MMM", "c++", "Kites"))]

    assert chosen({ADA: given}, topics)[0].topics == ("attribution", "c-plus-plus")


def test_a_post_lives_at_an_anchor_made_of_slug_and_id() -> None:
    """The anchor is p- and ten digits of the SHA-256 of slug, line feed and id."""
    digest = hashlib.sha256(b"ada\nurn:1").hexdigest()

    assert chosen({ADA: [entry("urn:1")]})[0].anchor == f"p-{digest[:10]}"


# --- duplicates ------------------------------------------------------------------------------------------------------


ELSEWHERE = "https://writers.example/kites"


def test_a_link_in_two_feeds_is_one_post_of_both_experts() -> None:
    """The earlier copy shows; practices are those of both, each once; topics those of either copy."""
    topics = (Topic(slug="x", name="X"), Topic(slug="y", name="Y"))
    ada = entry("urn:1", link=ELSEWHERE, published=day("2024-05-04"), categories=("y",))
    linked = "http://www.writers.example/kites/?utm_medium=rss"
    mei = entry("urn:2", blog="https://mei.example/", link=linked, categories=("x",))

    (post,) = chosen({ADA: [ada], MEI: [mei]}, topics)

    assert post.entry == mei
    assert post.experts == (MEI, ADA)
    assert post.practices == ("law", "ops", "im")
    assert post.topics == ("x", "y")
    assert post.anchor == chosen({MEI: [mei]})[0].anchor


def test_the_copy_that_names_its_own_expert_as_author_shows() -> None:
    """Who wrote a post comes before who was quicker to carry it."""
    ada = entry("urn:1", link=ELSEWHERE, published=day("2024-05-04"), authors=(Author(name="ada lindqvist"),))
    mei = entry("urn:2", link=ELSEWHERE, blog="https://mei.example/", authors=(Author(name="Webmaster"),))

    (post,) = chosen({MEI: [mei], ADA: [ada]})

    assert post.entry == ada
    assert post.experts == (ADA, MEI)


@pytest.mark.parametrize(
    ("identifier", "authors"),
    [(entry().id, (Author(name="Mei Tan"),)), ("urn:mine", ()), (entry().id, (Author(name="Ada Lindqvist"),))],
)
def test_who_links_to_a_colleague_s_post_neither_writes_nor_replaces_it(
    identifier: str, authors: tuple[Author, ...]
) -> None:
    """On the host of an expert's own blog only that blog says what stands there, however early others carry it."""
    topics = (Topic(slug="x", name="X"),)
    claim = entry(
        identifier,
        blog="https://mei.example/",
        title="Forged",
        published=day("2001-01-01"),
        authors=authors,
        categories=("x",),
    )

    assert chosen({ADA: [entry()]}, topics) == chosen({MEI: [claim], ADA: [entry()]}, topics)


def test_a_colleague_s_id_under_another_link_makes_a_post_of_its_own() -> None:
    """Any feed can state any id: both show, each by its own expert and at its own anchor."""
    claim = entry(blog="https://mei.example/", title="Forged", link="https://mei.example/stolen")

    posts = chosen({ADA: [entry()], MEI: [claim]})

    assert [post.experts for post in posts] == [(ADA,), (MEI,)]
    assert [entry(), claim] == [post.entry for post in posts]
    assert len({post.anchor for post in posts}) == 2


def test_six_people_s_posts_under_one_id_stay_six() -> None:
    """A tool that gives every post the same urn: takes nobody's link and credits nobody with another's post."""
    people = {slug: replace(ADA, slug=slug, blogs=(Blog(url=f"https://{slug}.example/"),)) for slug in "abcdef"}
    given = {
        expert: [entry("urn:uuid:0", blog=expert.blogs[0].url, link=f"https://{slug}.example/1")]
        for slug, expert in people.items()
    }

    posts = chosen(given)

    assert [(f"https://{slug}.example/1", (people[slug],)) for slug in people] == [
        (post.entry.link, post.experts) for post in posts
    ]


def test_a_blog_can_name_a_colleague_as_an_author() -> None:
    """Who carries a post from another's blog is credited if that blog says so; the blog's owner always is."""
    guest = entry(authors=(Author(name="Mei Tan"),))
    carried = replace(guest, blog="https://mei.example/")

    (post,) = chosen({ADA: [guest], MEI: [carried]})

    assert (guest, (ADA, MEI)) == (post.entry, post.experts)


@pytest.mark.parametrize(
    ("ada", "mei", "link"),
    [
        ("https://medium.example/@ada", "https://medium.example/@mei", "https://medium.example/@ada/kites-1a2b"),
        ("https://medium.example/feed/@ada", "https://medium.example/feed/@mei", "https://medium.example/@ada/kites"),
        ("https://social.example/@ada.rss", "https://social.example/@mei.rss", "https://social.example/@ada/1"),
    ],
)
def test_people_on_one_host_are_told_apart_by_their_paths(ada: str, mei: str, link: str) -> None:
    """Below whose blog's path a link lies, theirs it is."""
    people = [replace(one, blogs=(Blog(url=url),)) for one, url in ((ADA, ada), (MEI, mei))]
    hers, claim = entry("urn:1", blog=ada, link=link), entry("urn:2", blog=mei, link=link, published=day("2001-01-01"))

    (post,) = chosen({people[0]: [hers], people[1]: [claim]})

    assert (hers, (people[0],)) == (post.entry, post.experts)


def test_a_blog_that_two_experts_list_is_the_home_of_both() -> None:
    """Whether by its home page or by its feed, both list the same blog, and both are credited."""
    home, feed = Blog(url="https://writers.example/"), Blog(url="https://writers.example/feed.xml")
    ada, mei = replace(ADA, blogs=(home,)), replace(MEI, blogs=(feed,))

    (post,) = chosen({ada: [entry(blog=home.url, link=ELSEWHERE)], mei: [entry(blog=feed.url, link=ELSEWHERE)]})

    assert (ada, mei) == post.experts


def test_a_shared_blog_credits_whom_it_names() -> None:
    """On a blog that several experts list, a post is its author's; one that names none of them is everybody's."""
    shared = Blog(url="https://writers.example/")
    ada, mei = replace(ADA, blogs=(shared,)), replace(MEI, blogs=(shared,))
    hers = entry("urn:1", blog=shared.url, authors=(Author(name="Mei Tan"),))
    both = entry("urn:2", blog=shared.url, link="https://writers.example/2", authors=(Author(name="The desk"),))

    posts = chosen({ada: [hers, both], mei: [hers, both]})

    assert [post.experts for post in posts] == [(mei,), (ada, mei)]


def test_a_guest_s_post_names_the_guest_and_stays_with_the_expert() -> None:
    """The expert is how it came here; who wrote it is whom it names."""
    guest = Author(name="Orig Inal", uri="https://orig.example/")
    hers = entry("urn:1", authors=(Author(name="Ada Lindqvist"),))
    theirs = entry("urn:2", link="https://ada.example/2", authors=(guest,))

    posts = chosen({ADA: [hers, theirs]})

    assert [(post.experts, post.others, post.guest) for post in posts] == [
        ((ADA,), (), False),
        ((ADA,), (guest,), True),
    ]


def test_copies_that_name_each_other_keep_both_experts() -> None:
    """Two who each credit the other are both credited."""
    ada = entry("urn:1", authors=(Author(name="Mei Tan"),))
    mei = entry("urn:2", blog="https://mei.example/", authors=(Author(name="Ada Lindqvist"),))

    (post,) = chosen({ADA: [ada], MEI: [mei]})

    assert post.experts == (ADA, MEI)


@pytest.mark.parametrize("identifier", ["tag:ada.example,2024:1", "42"])
def test_an_id_without_a_link_is_one_post_of_its_feed(identifier: str) -> None:
    """Two who list one blog share its posts; in another feed, the same id is another post (RFC 4287, section 8.4)."""
    note = entry(identifier, link=None)
    same_blog = replace(MEI, blogs=(replace(BLOG, url="https://ada.example"),))
    listed_too = replace(note, blog="https://ada.example")

    assert [(ADA, same_blog)] == [post.experts for post in chosen({ADA: [note], same_blog: [listed_too]})]
    assert len(chosen({ADA: [note], MEI: [replace(note, blog="https://mei.example/")]})) == 2


def test_a_post_that_changed_its_id_shows_once() -> None:
    """A blog that moves from http to https gives old posts new ids under the same links."""
    posts = chosen({ADA: [entry("http://ada.example/?p=1"), entry("https://ada.example/?p=1")]})

    assert [post.entry.id for post in posts] == ["http://ada.example/?p=1"]
    assert posts[0].experts == (ADA,)


def test_posts_that_all_link_to_the_home_page_stay_apart() -> None:
    """A link that one blog uses for several posts says nothing about which is which; nor does one without titles."""
    home = "https://ada.example/"
    titled = [entry(f"urn:{number}", link=home, title=f"Day {number}") for number in range(3)]
    notes = [
        entry(f"urn:{number}", link=f"{home}#{number}", title=None, content=f"Note {number}") for number in range(3)
    ]

    assert len(chosen({ADA: titled})) == 3
    assert len(chosen({ADA: notes})) == 3


ENTRIES = st.lists(
    st.builds(
        entry,
        st.sampled_from(["urn:1", "urn:2", "urn:3", "1", "2"]),
        link=st.sampled_from([None, "https://a.example/1", "http://a.example/1/", "https://a.example/2"]),
        title=st.sampled_from([None, "One", "Two"]),
        content=st.just("Words."),
        published=st.sampled_from([day("2024-01-01"), day("2024-01-02")]),
    ),
    max_size=6,
    unique_by=lambda given: given.id,
)


@trying(200)
@given(ENTRIES, ENTRIES)
def test_no_post_is_lost_or_doubled(ada: list[Entry], mei: list[Entry]) -> None:
    """Each id is at most one post of a blog, each post has an expert, and the order of input changes nothing."""
    of_mei = [replace(given, blog="https://mei.example/") for given in mei]

    posts = chosen({ADA: ada, MEI: of_mei})

    assert bool(posts) == bool(ada or mei)
    assert len({(post.entry.blog, post.entry.id) for post in posts}) == len(posts)
    assert all(post.experts for post in posts)
    assert posts == chosen({MEI: of_mei[::-1], ADA: ada[::-1]})


HERS = st.lists(
    st.builds(
        entry,
        st.sampled_from(["https://ada.example/1", "urn:1", "tag:ada.example,2024:1", "1"]),
        link=st.sampled_from(["https://ada.example/1", "http://www.ada.example/1/", "https://ada.example/2"]),
        title=st.sampled_from([None, "One", "Two"]),
        categories=st.sampled_from([(), ("x",)]),
        authors=st.sampled_from([(), (Author(name="Ada Lindqvist"),), (Author(name="The desk"),)]),
        published=st.sampled_from([day("2024-01-01"), day("2024-01-02")]),
    ),
    max_size=3,
    unique_by=lambda given: given.id,
)
CLAIMS = st.lists(
    st.builds(
        entry,
        st.sampled_from(["https://ada.example/1", "urn:1", "tag:ada.example,2024:1", "1", "2", "3"]),
        link=st.sampled_from([None, "https://ada.example/1", "https://ada.example/2#x", "https://mei.example/1"]),
        title=st.sampled_from([None, "One", "Forged"]),
        categories=st.sampled_from([(), ("y",)]),
        authors=st.sampled_from([(), (Author(name="Ada Lindqvist"),), (Author(name="Mei Tan"),)]),
        published=st.sampled_from([day("2001-01-01"), day("2024-01-01"), day("2025-01-01")]),
        content=st.just("Mine, all mine."),
        blog=st.sampled_from(["https://mei.example/", "https://mei.example/notes/"]),
    ),
    max_size=6,
    unique_by=lambda given: (given.blog, given.id),
)


@trying(300)
@given(HERS, CLAIMS)
def test_no_feed_changes_a_post_on_a_colleague_s_own_host(hers: list[Entry], claims: list[Entry]) -> None:
    """Whatever ids, links, dates and names another feed states, Ada's posts show as if it were not there."""
    topics = (Topic(slug="x", name="X"), Topic(slug="y", name="Y"))
    mei = replace(MEI, blogs=(*MEI.blogs, Blog(url="https://mei.example/notes/")))
    alone = chosen({ADA: hers}, topics)

    posts = chosen({ADA: hers, mei: claims}, topics)

    assert alone == tuple(post for post in posts if ADA in post.experts)
    assert len({post.anchor for post in posts}) == len(posts)


def test_two_blogs_that_count_alike_have_anchors_apart() -> None:
    """An id that is no IRI is one post of its blog: the older post keeps its anchor, the other gets another."""
    notes = Blog(url="https://ada.example/notes/")
    ada = replace(ADA, blogs=(BLOG, notes))
    numbered = [
        entry("6", title="First", link=None, published=day("2024-05-01")),
        entry("6", title="Second", link=None, blog=notes.url),
    ]
    newer, older = chosen({ada: numbered})
    assert (older.anchor, newer.anchor) == (anchor("ada", "6"), anchor("ada", "6\nhttps://ada.example/notes/"))
