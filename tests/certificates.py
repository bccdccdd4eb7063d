"""Certificates of an authority of our own, good and bad, made with OpenSSL."""

import functools
import ssl
import subprocess
import tempfile
from pathlib import Path

_AUTHORITY = """
[ca]
default_ca = test
[test]
database = index.txt
new_certs_dir = .
certificate = authority.pem
private_key = authority.key
default_md = sha256
policy = any
rand_serial = yes
copy_extensions = copy
unique_subject = no
[any]
commonName = supplied
"""
HOST = "ada.example"


def make(folder: Path) -> Path:
    """Make an authority, and certificates for ada.example and all below tls.example.

    One is good, one expired, one early, one for another host, one that signed itself, one of an authority that nobody knows.
    """
    (folder / "authority.cnf").write_text(_AUTHORITY)
    (folder / "index.txt").touch()
    names = f"subjectAltName=DNS:{HOST},DNS:*.tls.example"

    def openssl(*arguments: str) -> None:
        subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)

    def request(name: str, subject: str, *arguments: str) -> None:
        openssl(
            *("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", f"/CN={subject}"),
            *("-keyout", f"{name}.key", *arguments),
        )

    request("authority", "Test authority", "-x509", "-days", "9", "-out", "authority.pem")
    request("stranger", "Nobody's authority", "-x509", "-days", "9", "-out", "stranger.pem")
    request("self-signed", HOST, "-x509", "-addext", names, "-out", "self-signed.pem")
    request(
        "unknown",
        HOST,
        "-x509",
        "-CA",
        "stranger.pem",
        "-CAkey",
        "stranger.key",
        "-addext",
        names,
        "-out",
        "unknown.pem",
    )
    for name, start, end in [
        ("good", 2020, 2099),
        ("expired", 2020, 2021),
        ("early", 2098, 2099),
        ("other", 2020, 2099),
    ]:
        request(
            name,
            HOST,
            "-addext",
            "subjectAltName=DNS:other.example" if name == "other" else names,
            "-out",
            f"{name}.csr",
        )
        dates = ("-startdate", f"{start}0101000000Z", "-enddate", f"{end}0101000000Z")
        openssl(
            *(
                "ca",
                "-batch",
                "-notext",
                "-config",
                "authority.cnf",
                *dates,
                "-in",
                f"{name}.csr",
                "-out",
                f"{name}.pem",
            )
        )
    return folder


@functools.cache
def shared() -> Path:
    """Make them once for all who ask; the folder goes with the process."""
    folder = tempfile.TemporaryDirectory(prefix="cobrand-certificates-")
    _KEPT.append(folder)
    return make(Path(folder.name))


_KEPT: list["tempfile.TemporaryDirectory[str]"] = []


def speaking(certificates: Path, name: str) -> ssl.SSLContext:
    """Return the server's side of TLS with one of the certificates."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates / f"{name}.pem", certificates / f"{name}.key")
    return context
