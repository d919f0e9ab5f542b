"""Where a browser goes when an answer sends it somewhere: the part of the URL Standard that decides about the host."""

import re
from urllib.parse import unquote

_SPECIAL = {"http", "https", "ws", "wss", "ftp", "file"}
_C0_AND_SPACE = "".join(map(chr, range(0x21)))
# How NFKC and IDNA read dots and slashes of other scripts is left out: they matter only once there is another host.


def host_of(location: str, *, base_scheme: str = "http", base_host: str = "localhost") -> str:
    """The host that this address leads to from a page of ours, "scheme:" for one that has no host."""
    # Browsers take tabs and line ends out, wherever they stand, and blanks at both ends.
    text = re.sub(r"[\t\n\r]", "", location.strip(_C0_AND_SPACE))
    found = re.match(r"([A-Za-z][A-Za-z0-9+.-]*):", text)
    scheme = found[1].lower() if found else base_scheme
    rest = text[found.end() :] if found else text
    if scheme not in _SPECIAL:
        return f"{scheme}:"
    # A backslash is a slash to them, up to the query.
    path = re.split(r"[?#]", rest, maxsplit=1)[0].replace("\\", "/")
    if scheme == "file":
        return "file:"
    if not path.startswith("//") and scheme == base_scheme:
        return base_host
    # "https:host", "///host" and "////host" lead to the host too.
    authority = path.lstrip("/").split("/", 1)[0]
    return unquote(authority.rsplit("@", 1)[-1]).split(":")[0].lower()
