"""On PYTHONPATH, this keeps a Python program from asking anything beyond this machine: an attempt is an error."""

import ipaddress
import sys


def refuse(event: str, arguments: tuple[object, ...]) -> None:
    """Raise where a name is looked up or an address connected to that is not this machine's."""
    if event == "socket.getaddrinfo":
        host = arguments[0]
    elif event == "socket.connect" and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    else:
        return
    name = host.decode() if isinstance(host, bytes) else str(host or "localhost")
    try:
        local = name == "localhost" or ipaddress.ip_address(name).is_loopback
    except ValueError:
        local = False
    if not local:
        raise RuntimeError(f"A command of the documentation asked the network for {name}")


sys.addaudithook(refuse)
