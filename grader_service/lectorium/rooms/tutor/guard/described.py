"""Changes told in words alone: "subtract one from the length", "leave away the minus one", "delete the else".

Each clause that tells something stands for some small changes of the student's program; together they are
made for all clauses.  Questions tell nothing: what to think about is what a hint is for.
"""

from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lectorium.rooms.tutor.guard import mutating as by
from lectorium.rooms.tutor.guard.mutating import Mutant, everywhere, without_statements
from lectorium.rooms.tutor.guard.normal import parsed
from lectorium.rooms.tutor.guard.sentences import ORDER, TICKED, split
from lectorium.rooms.tutor.guard.told import moved, prose_of

MOST_CLAUSES, PER_CLAUSE, MOST_TOGETHER = 5, 8, 24
TELLS = re.compile(
    rf"{ORDER.pattern}|\b(?:have|leav\w*|start|begin|stop|end|call|tak(?:e|ing)|lower|raise|throw|cross|strike|"
    r"revers\w*|go(?:es)?|not need|don.t need|without|unnecessary|superfluous|needless)\b",
    re.IGNORECASE,
)
CLAUSE = re.compile(r"[,;:]|\b(?:and|then|but|so that|since|because)\b", re.IGNORECASE)
WORD = re.compile(r"[A-Za-z_]\w*")
NUMBERS = {"zero": 0, "0": 0, "one": 1, "1": 1, "two": 2, "2": 2, "nothing": None, "none": None}
SAYINGS = {
    "lower": r"\blower[- ]?case|\bsmall letters",
    "upper": r"\bupper[- ]?case|\bcapitals",
    "sorted": r"\bsort(?:ed)?\b",
    "set": r"\bduplicates?\b|\bdifferent values\b",
    "abs": r"\babsolute\b",
    "reversed": r"\bbackwards\b",
    "int": r"\bwhole number|\binteger",
    "strip": r"\bsurrounding (?:white ?)?spaces?\b",
    "len": r"\bthe length of\b",
}
NAMED = re.compile(
    r"\b(?:methods?|functions?|call(?:ing|ed)?|apply(?:ing)?|using|use|through|with)\W+(?:the\W+)?"
    r"(?:(?:built-?in|string|list)\W+)?(?:methods?\W+|functions?\W+)?\.?([a-z]\w+)"
)


@dataclass(frozen=True)
class _Kind:
    words: re.Pattern[str]
    made: Callable[[str, str], Iterator[Mutant]]
    """From the program and the clause."""


def described(code: str, reply: str) -> Iterator[str]:
    """The student's program with all that is told done to it, then with each two, then each thing alone."""
    if parsed(code) is None:
        return
    code = ast.unparse(ast.parse(code))
    clauses = list(itertools.islice(_telling(reply), MOST_CLAUSES))
    groups = [clauses] if len(clauses) > 2 else []
    groups += [list(pair) for pair in itertools.combinations(clauses, 2)]
    groups += [[clause] for clause in clauses]
    for group in groups:
        yield from itertools.islice(_together(code, group), MOST_TOGETHER)


def _together(code: str, clauses: list[tuple[str, str]]) -> Iterator[str]:
    """All clauses done, what each means most likely first; one that means nothing here does nothing."""
    made = {code: 0}
    for clause, sentence in clauses:
        new: dict[str, int] = {}
        for old, rank in made.items():
            for way, changed in enumerate(_ways(old, clause, sentence) or [old]):
                new[changed] = min(new.get(changed, 999), rank + way)
        made = dict(sorted(new.items(), key=lambda pair: pair[1])[:MOST_TOGETHER])
    yield from made


def _telling(reply: str) -> Iterator[tuple[str, str]]:
    """The clauses that tell a change, each with its sentence."""
    for line in prose_of(reply).splitlines():
        for sentence in split(line):
            text = sentence.text.strip()
            if text.endswith("?") or not TELLS.search(text):
                continue
            for clause in CLAUSE.split(text):
                if _calls_in(clause) or any(kind.words.search(clause) for kind in KINDS):
                    yield clause, text


def _ways(code: str, clause: str, sentence: str) -> list[str]:
    """What a clause may mean, what stands at the places that it names first."""
    near, far = _named_in(clause), _named_in(sentence)
    found = [mutant for kind in KINDS if kind.words.search(clause) for mutant in kind.made(code, clause)]
    found += _called(code, clause)
    ranked = sorted(found, key=lambda each: (-len(each.place & near), -len(each.place & far)))
    return list(dict.fromkeys(each.code for each in ranked))[:PER_CLAUSE]


def _named_in(text: str) -> frozenset[str]:
    words = set(WORD.findall(text.replace("length", "len").replace("starts", "begin"))) - {"a", "the", "i"}
    return frozenset(words | {word.lower() for word in words})


def _anywhere(change: by.Change) -> Callable[[str, str], Iterator[Mutant]]:
    return lambda code, _: everywhere(code, change)


def _begun(code: str, clause: str) -> Iterator[Mutant]:
    values = tuple(NUMBERS[word] for word in re.findall(r"\w+", clause.lower()) if word in NUMBERS)
    return everywhere(code, by.begun_at(values))


def _called(code: str, clause: str) -> Iterator[Mutant]:
    return everywhere(code, by.called(_calls_in(clause)))


def _calls_in(clause: str) -> tuple[str, ...]:
    """The methods and functions that a clause names."""
    names = [found[2].strip(".()") for found in TICKED.finditer(clause)]
    names += NAMED.findall(clause.replace("`", ""))
    names += [name for name, saying in SAYINGS.items() if re.search(saying, clause, re.IGNORECASE)]
    return tuple(name for name in dict.fromkeys(names) if name in by.METHODS | by.WRAPS)


def _without(code: str, clause: str) -> Iterator[Mutant]:
    """Only what the clause names can be left away."""
    near = _named_in(clause)
    return (each for each in (*everywhere(code, by.undone), *without_statements(code)) if each.place & near)


def _moved(code: str, way: int) -> Iterator[Mutant]:
    for new in moved(code, way):
        if parsed(new) is None:
            continue
        line = next((b for a, b in zip(code.splitlines(), new.splitlines(), strict=False) if a != b), "")
        yield Mutant(new, frozenset(WORD.findall(line)))


def _kind(words: str, made: Callable[[str, str], Iterator[Mutant]]) -> _Kind:
    return _Kind(re.compile(rf"\b(?:{words})\b", re.IGNORECASE), made)


MOVE = r"(?:mov|put|pull|push|shift|plac|bring|slid|tak|align|belong|stand|should|must|need|go|has to)\w*"
NOUN = r"(?:lines?|things?|tests?|cases?|print|statements?|words?|questions?|examples?)"
ONE = rf"(?:one|1)(?! (?:more |single )?{NOUN}\b)"
KINDS = (
    _kind(
        rf"minus {ONE}|subtract\w*|{ONE} (?:\w+ )?(?:less|fewer|earlier|shorter|smaller|lower|before)|"
        rf"decreas\w*|reduc\w*|last but {ONE}|take {ONE}|shorten\w*|by {ONE}|"
        rf"{ONE} (?:\w+ )?too (?:far|many|much|long|large|high)",
        _anywhere(by.shifted(-1)),
    ),
    _kind(
        rf"plus {ONE}|add(?:ing)? {ONE}|{ONE} (?:\w+ )?(?:more|further|later|longer|larger|higher|after)|"
        rf"increas\w*|include|inclusive\w*|by {ONE}|extend\w*|"
        rf"{ONE} (?:\w+ )?too (?:few|small|short|low|early|soon)",
        _anywhere(by.shifted(1)),
    ),
    _kind(
        r"leav\w* (?:\w+ ){0,3}?(?:away|out|off)|remov\w*|delet\w*|drop\w*|without|omit\w*|eras\w*|cross|"
        r"tak\w* (?:\w+ ){0,3}?(?:away|out|off)|get rid|throw\w*|strike|scrap\w*|not need|don.t need|"
        r"(?:else|return|if|line|branch|plus|minus)`? (?:has to|must|should) go|"
        r"needless|superfluous|unnecessary",
        _without,
    ),
    _kind(r"begin\w*|start\w*|initial\w*|from|set|first value", _begun),
    _kind(r"equals?|equality|strict\w*|less|smaller|larger|greater|bigger|opposite|revers\w*|flip\w*|turn\w*|"
          r"other way|comparison", _anywhere(by.compared_otherwise)),
    _kind(r"increas\w*|increment\w*|add\w*|count\w* up|accumulat\w*|sum\w*|grow\w*|plus",
          _anywhere(by.counted((ast.Add,)))),
    _kind(r"decreas\w*|decrement\w*|subtract\w*|minus", _anywhere(by.counted((ast.Sub,)))),
    _kind(r"multipl\w*|times", _anywhere(by.counted((ast.Mult,)))),
    _kind(r"multipl\w*|times|product", _anywhere(by.operated((ast.Mult,)))),
    _kind(r"add\w*|plus|sum", _anywhere(by.operated((ast.Add,)))),
    _kind(r"subtract\w*|minus", _anywhere(by.operated((ast.Sub,)))),
    _kind(r"divi\w*|remainder|modulo|floor\w*|quotient",
          _anywhere(by.operated((ast.FloorDiv, ast.Mod, ast.Div)))),
    _kind(r"opposite|negat\w*|instead|swap\w*|exchang\w*|other way|revers\w*", _anywhere(by.negated)),
    _kind(r"swap\w*|exchang\w*|other way|revers\w*|order", _anywhere(by.exchanged)),
    _kind(r"dedent\w*|un-?indent\w*|outdent\w*|align\w*|to the left|"
          rf"{MOVE}\b.*\b(?:left|outside|out|after|below|behind|under|level|end)",
          lambda code, _: _moved(code, -4)),
    _kind(rf"indent\w*|to the right|{MOVE}\b.*\b(?:right|inside|into|within|deeper|level)",
          lambda code, _: _moved(code, 4)),
)  # fmt: skip
"""Words for a change, and how it is made; the words of its kind must stand in the clause."""
