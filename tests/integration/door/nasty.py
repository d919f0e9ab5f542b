"""What nobody ought to send, and somebody will."""

from random import Random

TEXTS = (
    "", " ", "\t", "0", "1", "2", "-1", "3", "17", "2147483647", "2147483648", "-2147483649", "9" * 10, "9" * 19,
    "9223372036854775808", "9" * 40, "9" * 5_000, "1e5", "1_0", "+1", "01", "0x10", "1.5", "NaN", "inf", "１２", "²",
    "٣",
    "true", "null", "None", "[]", "{}", '{"a": 1}', "yes", "no", "later", "named", "accept", "\0", "a\0b", "1\0",
    "\ud800", "a\udfffb", "👶" * 50, "👩‍👧", "ليلى \u202eabc", "\ufeff", "\ufffe", "\x1b[31m", "\x7f", "\u2028",
    "e\u0301" * 100,
    "x" * 201, "x" * 4_001, "x" * 10_000, "\n" * 10_000, "<script>alert(1)</script>", "{{ 7*7 }}", "{% raw %}", "%s%n",
    "'; DROP TABLE cases; --", '" OR 1=1', "%", "%00", "%%", "_",
    "\\", "../../etc/passwd", "//evil.example", "a\r\nSet-Cookie: b=c",
    "EH-000001", "eh000001", "EH-" + "9" * 30, "a@b", "@", "x@" + "y" * 300, "csrf_token", "2026-02-31", "__proto__",
)  # fmt: skip
DAYS = ("0", "1", "28", "29", "30", "31", "32", "-1", "99999999999", "", "a", "1.0", "०१", "３")
MONTHS = ("0", "1", "2", "02", "11", "12", "13", "-2", "", "feb", "9" * 30)
YEARS = (
    "0",
    "1",
    "-1",
    "99",
    "999",
    "1752",
    "1900",
    "2025",
    "2026",
    "2027",
    "9999",
    "10000",
    "99999999999",
    "",
    "０００１",
)
PATHS = (
    "%00", "%0a", "..", ".", "%2e%2e", "%2F", "%ff", "%ed%a0%80", "%F0%9F%91%B6", "-1", "0", "1", "2", "007",
    "2147483647",
    "2147483648", "9" * 19, "9" * 30, "9" * 5_000, "1.5", "%D9%A3", "EH-000001A", "EH-999999Z", "eh000001", "x" * 5_000,
    "%27%20OR%201=1", "null", "add", "open", "%3Cscript%3E", "a;b=c", "%", "%zz", "a%20b", "EH-000001%0A",
)  # fmt: skip
QUERIES = (
    "%", "%zz", "&&&=&", "=", "a", "%00=%00", "%ed%a0%80=%ed%a0%80", "a=" + "%F0%9F%91%B6" * 3_000,
    "&".join(["a=1"] * 900),
    "[]=1", "a[b]=c", "+", ";", "?", "#", "after[]=1", "x" * 60_000,
)  # fmt: skip
# Base64 of JSON: what a list's next page is asked for with.
AFTERS = (
    "", "bnVsbA", "W10", "WzFd", "Wy0xXQ", "WzEuNV0", "WyJhIl0", "W251bGxd", "W3RydWVd", "WyJcdWQ4MDAiXQ",
    "WyJcdTAwMDAiXQ",
    "WyJcdWQ4MDAiLDFd", "WyIiLDFd", "WyJhIiwxXQ", "WzEsMV0", "WyIyMDI2LTAzLTAzIiwxXQ", "WyIyMDI2LTAyLTMxIiwxXQ",
    "WyJcdWQ4MDAiLCJcdWQ4MDAiLDFd", "Wzk5OTk5OTk5OTk5OTk5OTk5OTk5XQ", "WyIwMDAwLTAwLTAwIiwxXQ", "W05hTl0",
    "W0luZmluaXR5XQ",
    "W1tbW1tbW1tbXV1dXV1dXV1d", "e30", "ImEi", "====", "!!!", "%ff", "W" * 9_000, "WyJ4IiwtMjE0NzQ4MzY0OF0",
)  # fmt: skip
CONTENT_TYPES = (
    "application/x-www-form-urlencoded", "application/x-www-form-urlencoded; charset=utf-16",
    "application/x-www-form-urlencoded; charset=nonsense", "application/json", "text/plain", "", "multipart/form-data",
    "multipart/form-data; boundary=", "multipart/form-data; boundary=\xff",
    "multipart/form-data; boundary=" + "b" * 300,
    "multipart/mixed; boundary=b", "application/octet-stream", ";;;", "\xff\xfe", "application/xml",
)  # fmt: skip
COOKIES = (
    "caf_session=", "caf_session=x", "caf_session=%00", "caf_session=" + "a" * 9_000, 'caf_session="',
    "caf_session=\xff\xfe",
    "caf_form=x.y.z", "caf_form=eyJhIjoxfQ.x.y", "caf_form=.eJw.aa.bb", "caf_form=\xff", "caf_known=\xff",
    "caf_known=" + "k" * 9_000,
    ";;;", "=", "a", "caf_session=a; caf_session=b", "caf_session", "; ".join(f"c{number}=1" for number in range(400)),
)  # fmt: skip
HEADERS = (
    ("HTTP_HOST", "evil.example"), ("HTTP_HOST", ""), ("HTTP_HOST", "a b"), ("HTTP_HOST", "[::1"),
    ("HTTP_HOST", "localhost:99999"),
    ("HTTP_HOST", "\xff"), ("HTTP_RANGE", "bytes=0-1,5-"), ("HTTP_RANGE", "bytes=-"),
    ("HTTP_IF_MODIFIED_SINCE", "yesterday"),
    ("HTTP_IF_NONE_MATCH", '"' * 50), ("HTTP_ACCEPT", "\xff"), ("HTTP_ACCEPT_LANGUAGE", "x" * 5_000),
    ("HTTP_CONTENT_ENCODING", "gzip"),
    ("HTTP_REFERER", "\xff://"), ("HTTP_ORIGIN", "null"), ("HTTP_X_FORWARDED_FOR", "a" * 500),
    ("HTTP_X_FORWARDED_HOST", "evil.example"),
    ("HTTP_AUTHORIZATION", "Basic %%%"), ("HTTP_AUTHORIZATION", "Bearer \xff"), ("HTTP_EXPECT", "100-continue"),
    ("HTTP_TRANSFER_ENCODING", "chunked"), ("HTTP_X_HTTP_METHOD_OVERRIDE", "DELETE"), ("CONTENT_LENGTH", "abc"),
    ("CONTENT_LENGTH", "-1"),
    ("CONTENT_LENGTH", "99999999999999999999"), ("CONTENT_LENGTH", "3"), ("CONTENT_LENGTH", ""),
)  # fmt: skip
METHODS = (
    "GET",
    "HEAD",
    "OPTIONS",
    "POST",
    "PUT",
    "PATCH",
    "DELETE",
    "TRACE",
    "CONNECT",
    "PROPFIND",
    "get",
    "",
    "X" * 200,
)


def text_for(name: str, chance: Random) -> str:
    """Something for a field of this name."""
    for ending, values in (("-day", DAYS), ("-month", MONTHS), ("-year", YEARS)):
        if name.endswith(ending) and chance.random() < 0.8:
            return chance.choice(values)
    return chance.choice(AFTERS) if name == "after" else chance.choice(TEXTS)
