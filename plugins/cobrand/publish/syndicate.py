"""Channels → the bytes of their feeds, through serialisers: no text template, no network, no clock."""

from cobrand.publish.pages import Channel

__all__ = ["Channel"]
