"""A body as it came over the wire → the bytes that were meant; it refuses bombs, and bodies that end too early.

It takes what browsers take: raw deflate beside zlib's (RFC 9110 §8.4.1.2 regrets that both exist), several gzip members,
rubbish after the last one, and a plain body whose server only says that it is packed, or packed in no known way.
"""

import zlib
from collections.abc import Iterable

from cobrand.errors import FetchError

_PACKINGS = frozenset({"gzip", "deflate", "br", "zstd", "compress"})
_RATIO = 100
_RATIO_COUNTS_FROM = 256 * 1024  # below it even a bomb does no harm, and a short monotonous feed packs well
_MEMBERS = 100  # gzip members of one body: each costs a window of 32 KB, and twenty bytes make one
_STEP = 256 * 1024  # unpacked at once, so that a bomb is noticed early
_GZIP, _ZLIB, _RAW = zlib.MAX_WBITS | 16, zlib.MAX_WBITS, -zlib.MAX_WBITS


class Inflater:
    """Undo one Content-Encoding piece by piece, never holding more than `limit` bytes.

    `encodings` are the values of the header, `limit` counts after unpacking. Raises FetchError.
    """

    def __init__(self, encodings: Iterable[str], *, limit: int) -> None:
        codings = [coding.strip().lower().removeprefix("x-") for value in encodings for coding in value.split(",")]
        codings = [coding for coding in codings if coding in _PACKINGS]  # "none" and "utf-8" do occur
        if len(codings) > 1 or not {*codings} <= {"gzip", "deflate"}:
            raise FetchError(
                "packed its answer in a way that we did not offer",
                "Its server has to obey Accept-Encoding; whoever runs it can help.",
            )
        self._coding = codings[0] if codings else None
        self._limit = limit
        self._unpacker = zlib.decompressobj()
        self._members = 0
        self._inside = False  # a member that has begun and not ended
        self._undecided = b""  # too short to tell how it is packed
        self._parts: list[bytes] = []
        self._received = self._size = self._waiting = 0

    def feed(self, data: bytes) -> None:
        """Take the next piece."""
        self._received += len(data)
        if self._received > self._limit:
            raise self._too_large()
        data, self._undecided = self._undecided + data, b""
        while data:
            if self._coding is None:
                return self._keep(data)
            if self._inside:
                data = self._unpack(data)
            elif len(data) < 2:
                self._undecided = data
                return None
            elif bits := self._packing(data):
                self._unpacker, self._inside, self._members = zlib.decompressobj(bits), True, self._members + 1
            elif self._members:
                return None  # rubbish after the end
            else:
                self._coding = None
        return None

    def finish(self) -> bytes:
        """Return the whole body, once all of it has been fed."""
        if self._inside:
            raise self._broken()
        if not self._members:
            self._keep(self._undecided)
        return b"".join(self._parts)

    def _packing(self, data: bytes) -> int:
        """Tell how a member that begins here is really packed, as zlib's window bits; 0 when it is not."""
        if self._coding == "gzip":
            if not data.startswith(b"\x1f\x8b"):
                return 0
            if self._members == _MEMBERS:
                raise self._broken()
            return _GZIP
        if self._members:
            return 0
        if data[0] & 0x0F == zlib.DEFLATED and int.from_bytes(data[:2]) % 31 == 0:  # RFC 1950 §2.2
            return _ZLIB
        try:
            zlib.decompressobj(_RAW).decompress(data, 1024)
        except zlib.error:
            return 0
        return _RAW

    def _unpack(self, data: bytes) -> bytes:
        """Unpack up to the end of the member, a step at a time, and return what follows it."""
        step = b""
        try:
            while not self._unpacker.eof and (data or len(step) == _STEP):  # a full step may have left some inside
                step = self._unpacker.decompress(data, _STEP)
                self._waiting = len(self._unpacker.unconsumed_tail)
                self._keep(step)
                data = self._unpacker.unconsumed_tail
        except zlib.error:
            raise self._broken() from None
        self._inside = not self._unpacker.eof
        return self._unpacker.unused_data

    def _keep(self, data: bytes) -> None:
        self._size += len(data)
        if self._size > self._limit:
            # Of what has come some was not unpacked yet: a body may begin monotonously, but this one goes no further.
            raise self._bomb() if self._grows(self._received - self._waiting) else self._too_large()
        if self._grows(self._received):
            raise self._bomb()
        self._parts.append(data)

    def _grows(self, packed: int) -> bool:
        return self._coding is not None and self._size > max(_RATIO_COUNTS_FROM, _RATIO * packed)

    @staticmethod
    def _bomb() -> FetchError:
        return FetchError(
            f"sent a body that grows more than {_RATIO}-fold when unpacked, as decompression bombs do",
            "Tell whoever runs the site: it may have been broken into.",
        )

    def _too_large(self) -> FetchError:
        return FetchError(
            f"sent more than {self._limit / 2**20:g} MB",
            "A smaller answer helps: a feed needs no more than its newest posts.",
        )

    @staticmethod
    def _broken() -> FetchError:
        return FetchError(
            "sent a packed body that cannot be unpacked whole", "If it lasts, tell whoever runs the site's server."
        )
