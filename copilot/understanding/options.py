"""Asking back: choices that are complete questions, and finding out which one was picked."""

from __future__ import annotations

from copilot.understanding.catalog import Catalog, DealRef
from copilot.understanding.entities import Mention
from copilot.understanding.frame import Frame
from copilot.understanding.lexicon.words import ORDINALS, words
from copilot.understanding.names import NameEntry
from copilot.understanding.reading import Memory, Option
from copilot.understanding.stops import Stop, ambiguous
from copilot.understanding.text import compact, name_words

MOST = 5
_KINDS = {
    "team": "the team of",
    "account": "the account",
    "rep": "the rep",
    "product": "the product",
}
_PICK_WORDS = words(
    """
    the one ones that this i mean meant want number option please account deal rep team first
    second third last it is a an of for in with company guy pls no other other ok yes yeah yep
    make choose pick take go uh um er sorry her him them at from choice
    """
)


_OTHER_WORDS = words(
    """
    no nope not that the other one sorry i meant mean actually wrong oops please account rep
    product team deal wait um
    """
)


def ask_which(frame: Frame, mention: Mention) -> Stop:
    """Ask which of the names that fit equally well was meant."""
    choices = tuple(_option(frame, mention, entry) for entry in mention.entries[:MOST])
    names = " or ".join(entry.name for entry in mention.entries[:MOST])
    return ambiguous(f"“{mention.text}” may be {names}.", choices)


def _option(frame: Frame, mention: Mention, entry: NameEntry) -> Option:
    """The question as asked, with the full name in the place of what was typed."""
    first, last = frame.tokens[mention.first], frame.tokens[mention.last - 1]
    kinds = {other.kind for other in mention.entries}
    lead = f"{_KINDS[entry.kind]} " if len(kinds) > 1 and entry.kind in _KINDS else ""
    owned = "'s" if last.possessive or _owned(frame, mention) else ""
    question = f"{frame.text[: first.start]}{lead}{entry.name}{owned}{frame.text[last.end :]}"
    return Option(_cased(question), traits_of(entry, frame.catalog))


def _owned(frame: Frame, mention: Mention) -> bool:
    """A possessive typed without its apostrophe ("bens team")."""
    typed = frame.norm(mention.last - 1)
    return (
        mention.kind in {"rep", "team"}
        and typed.endswith("s")
        and frame.norm(mention.last) in {"team", "crew", "deals", "deal", "pipeline"}
    )


def _cased(question: str) -> str:
    return question[:1].upper() + question[1:]


def traits_of(entry: NameEntry, catalog: Catalog) -> tuple[str, ...]:
    """Words a candidate may be picked by, beside its name."""
    traits = [entry.name, entry.kind]
    if entry.kind == "account":
        traits.append(catalog.account_sector.get(entry.name, ""))
    if entry.kind == "rep":
        traits += [catalog.rep_region.get(entry.name, ""), catalog.rep_manager.get(entry.name, "")]
    return tuple(trait for trait in traits if trait)


def deal_option(template: str, deal: DealRef, catalog: Catalog) -> Option:
    """A question about one deal, told apart by account, product, owner and amount."""
    told = [part for part in (deal.account, deal.product, deal.rep) if part]
    if deal.amount is not None:
        told.append(f"${deal.amount:,.0f}")
    question = template.format(deal=f"{deal.id} ({', '.join(told)})")
    traits = (deal.id, deal.account, deal.product, deal.rep, catalog.rep_region.get(deal.rep, ""))
    return Option(question, tuple(trait for trait in traits if trait))


def picked(frame: Frame, memory: Memory) -> Option | None:
    """The choice that an answer to a question asked back stands for, or None."""
    options = memory.options
    if not options:
        return memory.others[0] if len(memory.others) == 1 and _other_one(frame) else None
    words = [token.norm for token in frame.tokens if not token.is_break]
    number = _by_number(words, len(options))
    if number is not None:
        return options[number]
    content = [word for word in words if word not in _PICK_WORDS]
    if not content or len(words) > 8:
        return None
    fits = [option for option in options if all(_fits(word, option) for word in content)]
    if len(fits) == 1:
        return fits[0]
    same = [o for o in options if compact(o.question) == compact(frame.text)]
    return same[0] if same else None


def _other_one(frame: Frame) -> bool:
    """ "No, the other one": the choice that was not picked."""
    words = {token.norm for token in frame.tokens if not token.is_break}
    return "other" in words and words <= _OTHER_WORDS


def _by_number(words: list[str], n: int) -> int | None:
    content = [word for word in words if word not in _PICK_WORDS or word in ORDINALS]
    if len(content) != 1:
        return None
    word = content[0]
    place = int(word) if word.isdigit() else ORDINALS.get(word)
    numbers = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}
    place = numbers.get(word, place or 0) if place is None else place
    if place == -1:
        return n - 1
    return place - 1 if place and 1 <= place <= n else None


def _fits(word: str, option: Option) -> bool:
    known = {part for trait in option.traits for part in name_words(trait)}
    whole = {compact(trait) for trait in option.traits}
    forms = {word, word.removesuffix("s")}
    return any(
        form in known
        or form in whole
        or (len(form) >= 3 and any(k.startswith(form) for k in known))
        for form in forms
    )
