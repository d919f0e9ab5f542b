"""The link by which an agency's mailbox answers one question: signed, so that nobody can make one up."""

from itsdangerous import BadSignature, URLSafeSerializer

_SALT = "answer-from-a-mailbox"
PATH = "/answer/"


def token_for(secret: str, telling_id: int) -> str:
    """What stands in the link; it says which telling asked, and nothing of a family."""
    token = URLSafeSerializer(secret, salt=_SALT).dumps(telling_id)
    return token if isinstance(token, str) else token.decode()


def telling_of(secret: str, token: str) -> int | None:
    """Which telling asked, None for a link that we did not make."""
    try:
        found = URLSafeSerializer(secret, salt=_SALT).loads(token)
    except BadSignature:
        return None
    return found if isinstance(found, int) else None
