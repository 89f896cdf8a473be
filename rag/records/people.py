"""Which recorded names are of one person."""

from collections.abc import Iterable, Sequence

from rag.names import Name, parsed


def who(name: str, recorded: Iterable[str]) -> frozenset[str]:
    """The recorded names that are the person's of that name; none where the name may be several people's.

    Where a roll gives initials only ("AM"), they are the person's if nobody else recorded there has them.
    """
    asked = parsed(name)
    if asked is None:
        return frozenset()
    spelt = _without_hyphens(name)  # "Ann Reid-Orme" is "Ann Reid Orme"
    names = {one: asked if _without_hyphens(one) == spelt else made for one in set(recorded) if (made := parsed(one))}
    meant = {one: made for one, made in names.items() if made.fits(asked)}
    if len(distinct(name if made is asked else one for one, made in meant.items())) > 1:
        return frozenset()
    others = {one.initials for key, one in names.items() if key not in meant}
    initials = {one.initials for one in (*meant.values(), asked)} - others - {""}
    return frozenset(meant) | {one for one in names if one in initials}


def _without_hyphens(name: str) -> Name | None:
    return parsed(name.replace("-", " "))


def distinct(recorded: Iterable[str]) -> Sequence[Name]:
    """Each person once, by the fullest of their names; one without given names is whoever else bears the surname."""
    kept: list[Name] = []
    names = {name for one in recorded if (name := parsed(one))}
    for name in sorted(names, key=lambda one: (one.surname, -len(one.given), one.given, one.gender or "")):
        place = next((n for n, other in enumerate(kept) if name.fits(other)), None)
        if place is None:
            kept.append(name)
        else:
            kept[place] = kept[place].joined_with(name)
    return kept
