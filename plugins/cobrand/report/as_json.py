"""A report → JSON for machines, in a shape that stays: keys may be added, and none changes its meaning.

The shape is described in the handbook, docs/guide/report.md. What is not known is `null`; days are `YYYY-MM-DD`.
"""

import json
from collections.abc import Sequence
from datetime import date

from cobrand.report.attention import Concern
from cobrand.report.report import Member, Report, Team, Voice

FORMAT = 1


def draw(report: Report, concerns: Sequence[Concern]) -> str:
    """Write a report as one JSON object, with a line feed at its end."""
    stated = {
        "cobrand_report": FORMAT,
        "generated": f"{report.now:%Y-%m-%dT%H:%M:%SZ}",
        "company": report.company.practice.name,
        "practice": report.practice.slug if report.practice else None,
        "quarters": [str(quarter) for quarter in report.quarters],
        "hosted_known": report.hosted,
        "total": _team(report.company),
        "attention": [_concern(concern) for concern in concerns],
        "practices": [
            {"practice": team.practice.slug, "name": team.practice.name, **_team(team)} for team in report.teams
        ],
        "people": [_member(member) for member in report.members],
        "alumni": [_member(member) for member in report.alumni],
        "topics": [{"topic": slug, "posts_by_quarter": list(counts)} for slug, counts in report.heat],
    }
    return json.dumps(stated, ensure_ascii=False, indent=2) + "\n"


def _team(team: Team) -> dict[str, object]:
    people = {"people": team.people, "writing": team.writing, "dark": team.dark, "linking_back": team.linking}
    return {**people, **_voice(team.voice)}


def _voice(voice: Voice) -> dict[str, object]:
    return {
        "posts": voice.posts,
        "posts_by_quarter": list(voice.quarters),
        "personal": voice.personal,
        "hosted": voice.hosted,
        "last_post": _day(voice.last),
        "topics": dict(voice.topics),
        "mentions": voice.mentions,
        "comments": voice.comments,
    }


def _member(member: Member) -> dict[str, object]:
    expert = member.expert
    return {
        "expert": expert.slug,
        "name": expert.name,
        "job_title": expert.job_title,
        "practices": list(expert.practices),
        **_voice(member.voice),
        "dark_since": _day(member.dark),
        "silence_allowed_days": member.patience,
        "link_back": {"state": member.link, "since": _day(member.link_since)} if member.link else None,
        "withheld": member.withheld,
    }


def _concern(concern: Concern) -> dict[str, object]:
    return {
        "kind": concern.kind,
        "expert": concern.expert.slug,
        "name": concern.expert.name,
        "host": concern.place,
        "what": concern.what,
        "since": _day(concern.since),
        "ask": concern.ask,
        "contact": concern.contact,
        "todo": concern.todo,
        "url": concern.url,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
