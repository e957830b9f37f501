"""Pseudo-code and other languages that are Python in all but name, as Python: then the tests can judge it."""

from __future__ import annotations

import re

SIGNS = {
    "≤": "<=", "≥": ">=", "≠": "!=", "←": "=", "≔": "=", ":=": "=", "×": "*", "÷": "/", "−": "-",
    "∈": "in", "∉": "not in", "&&": " and ", "||": " or ", "===": "==", "!==": "!=", "“": '"', "”": '"',
}  # fmt: skip
WORDS = (
    (r"\b(?:is\s+)?less than or equal(?:s)?(?: to)?\b", "<="),
    (r"\b(?:is\s+)?(?:greater|larger|more) than or equal(?:s)?(?: to)?\b", ">="),
    (r"\b(?:is\s+)?(?:less|smaller) than\b", "<"),
    (r"\b(?:is\s+)?(?:greater|larger|more|older|bigger) than\b", ">"),
    (r"\bis not equal to\b", "!="),
    (r"\b(?:is equal to|equals)\b", "=="),
    (r"\bis not in\b", "not in"),
    (r"\bis in\b", "in"),
    (r"\b(?:the )?(?:length|size) of (?:the )?(\w+)", r"len(\1)"),
    (r"\b(\w+)\.(?:length|size)(?:\(\))?", r"len(\1)"),
    (r"\b(\w+)\.(?:push|add|push_back)\(", r"\1.append("),
    (r"!(\w+)\.(?:includes|contains)\(([^()]+)\)", r"\2 not in \1"),
    (r"\b(\w+)\.(?:includes|contains)\(([^()]+)\)", r"\2 in \1"),
    (r"\bplus\b", "+"),
    (r"\bminus\b", "-"),
    (r"\bnull\b|\bnil\b|\bundefined\b", "None"),
    (r"\btrue\b", "True"),
    (r"\bfalse\b", "False"),
    (r"\ban? empty list\b", "[]"),
    (r"\bnew (?:ArrayList|Array|List)(?:<\w*>)?\(\)", "[]"),
    (r"(\w+)\+\+", r"\1 += 1"),
    (r"\+\+(\w+)", r"\1 += 1"),
    (r"(\w+)--", r"\1 -= 1"),
)
TYPES = (
    r"(?:(?:public|private|static|final|const|let|var|auto|int|double|float|bool|boolean|string|String|def|void|"
    r"List|vector|ArrayList|number)(?:<[^>()]*>)?(?:\[\])?[&*]?\s+)+"
)
LINES = (
    (
        rf"^for\s*\(\s*(?:{TYPES})?(\w+)\s*=\s*([^;]+);\s*\w+\s*<\s*([^;]+);[^)]*\)\s*:?$",
        r"for \1 in range(\2, \3):",
    ),
    (
        rf"^for\s*\(\s*(?:{TYPES})?(\w+)\s*=\s*([^;]+);\s*\w+\s*<=\s*([^;]+);[^)]*\)\s*:?$",
        r"for \1 in range(\2, (\3) + 1):",
    ),
    (rf"^for\s*\(\s*(?:{TYPES})?(\w+)\s+(?:of|in)\s+(.+)\)\s*:?$", r"for \1 in \2:"),
    (rf"^for\s*\(\s*(?:{TYPES})?(\w+)\s*:\s*(.+)\)\s*:?$", r"for \1 in \2:"),
    (
        r"^for (?:each |every |all )(?:element |item )?(\w+) (?:in|of) (?:the )?(?:list )?(.+?)(?: do)?:?$",
        r"for \1 in \2:",
    ),
    (r"^for (\w+) (?:from|=) (.+?) (?:to|up to|until) (.+?)(?: do)?:?$", r"for \1 in range(\2, (\3) + 1):"),
    (r"^for (\w+) in (.+?)\s*(?: do)?:?$", r"for \1 in \2:"),
    (r"^(?:else if|elseif|elsif|elif)\s+(.+?)(?: then)?:?$", r"elif \1:"),
    (r"^(if|while)\s+(.+?)(?: then| do)?:?$", r"\1 \2:"),
    (r"^(?:else|otherwise)\s*:?$", "else:"),
    (
        r"^(?:(?:async\s+)?function|procedure|algorithm|func|fn|sub|define|def)\s+(\w+)\s*\((.*?)\).*$",
        r"def \1(\2):",
    ),
    (rf"^{TYPES}(\w+)\s*\((.*?)\)\s*:$", r"def \1(\2):"),
    (r"^(?:const|let|var)\s+(\w+)\s*=\s*\((.*?)\)\s*=>\s*:?$", r"def \1(\2):"),
    (r"^(?:set|let|assign)\s+(\w+)\s+(?:to|=|be)\s+(.+)$", r"\1 = \2"),
    (
        r"^(?:append|add|push)\s+(.+?)\s+(?:to|onto|into)\s+(?:the )?(?:end of )?(?:the )?(\w+)$",
        r"\2.append(\1)",
    ),
    (r"^(?:give back|give|output|yield back)\s+(.+)$", r"return \1"),
    (r"^(?:end|endif|end if|end for|endfor|end while|endwhile|end function|done|fi|od|begin)\W*$", ""),
    (rf"^{TYPES}(\w+\s*=[^=])", r"\1"),
)  # fmt: skip


def as_python(text: str) -> str | None:
    """The text as Python as far as that goes; None where it has neither a block nor a result."""
    if not re.search(r"\b(?:for|while|if|return|give back|function|def)\b", text, re.IGNORECASE):
        return None
    for sign in sorted(SIGNS, key=len, reverse=True):
        text = text.replace(sign, SIGNS[sign])
    lines = _from_braces(text) if "{" in text and "}" in text else text.splitlines()
    return "\n".join(_line(line) for line in lines)


def _line(line: str) -> str:
    body = line.strip().rstrip(";").strip()
    indent = line[: len(line) - len(line.lstrip())]
    body = re.sub(r"^(?:\d+[.):]|[-*•])\s+", "", re.sub(r"\s*//.*$", "", body) if "//" in body else body)
    body = re.sub(r"^(?:For|While|If|Else|Otherwise|Return|Set|Append|Add|Give|Function|Define)\b",
                  lambda found: found.group().lower(), body)  # fmt: skip
    body = re.sub(
        r"^(FOR|WHILE|IF|ELSE|RETURN|END\w*|FUNCTION|THEN|SET)\b", lambda found: found.group().lower(), body
    )
    for pattern, made in WORDS:
        body = re.sub(pattern, made, body)
    for pattern, made in LINES:
        changed = re.sub(pattern, made, body)
        if changed != body:
            body = changed
            break
    if body.startswith("def "):
        body = re.sub(r"(?<=[(,\s])(?:[\w<>\[\]]+[&*]?\s+)(?=\w+\s*[,)])", "", body)
    return f"{indent}{body}".rstrip()


def _from_braces(text: str) -> list[str]:
    """Braces as indentation."""
    flat = re.sub(r"//[^\n]*|/\*.*?\*/", "", text, flags=re.DOTALL)
    lines: list[str] = []
    depth = paren = 0
    current = ""
    for sign in flat:
        paren += (sign == "(") - (sign == ")")
        if sign == "{" or (sign in "};\n" and not paren):
            if current.strip():
                lines.append("    " * depth + current.strip() + (":" if sign == "{" else ""))
            current = ""
            depth += (sign == "{") - (sign == "}")
        else:
            current += sign
    return [*lines, "    " * max(depth, 0) + current.strip()]
