"""Text of strangers on a terminal, where signs that nobody sees give commands."""


def harmless(text: str) -> str:
    """Return one line, each sign that does not print as its number: ESC is \\x1b."""
    return "".join(sign if sign.isprintable() else _numbered(sign) for sign in text)


def _numbered(sign: str) -> str:
    if ord(sign) > LAST_OF_ASCII:
        return sign.encode("ascii", "backslashreplace").decode()
    return repr(sign)[1:-1]


LAST_OF_ASCII = 0x7F
