"""Numbers as lists print them: 4, d, iv."""

_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
    (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


def as_number(number: int, style: str) -> str:
    """The number in one of Word's styles (decimal, lowerLetter, upperRoman, ...); in digits if it has no other form."""
    match style:
        case "lowerLetter" | "upperLetter" if number > 0:
            letters = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        case "lowerRoman" | "upperRoman" if 0 < number < 4000:
            letters = _roman(number)
        case "decimalZero":
            return f"{number:02}"
        case _:
            return str(number)
    return letters.upper() if style.startswith("upper") else letters


def _roman(number: int) -> str:
    letters = ""
    for value, letter in _ROMAN:
        letters += letter * (number // value)
        number %= value
    return letters
