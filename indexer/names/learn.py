"""From the glosses of the whole archive to names: who is written how, in Han and in Latin."""

import re
from collections import Counter
from collections.abc import Mapping, Set
from dataclasses import dataclass, field

from indexer.analysis import get_tokenizer
from indexer.names.bounds import LIKELY, cues, renderings, sounding, spoken
from indexer.names.groups import ENOUGH, NameGroup, grouped
from indexer.names.sound import plain
from indexer.names.spelled import shared

_TITLES = re.compile(
    r"^(?:(?:sen|sir|adm|admiral|cpl|sgt|capt|maj|rev|gov|governor|hon|secretary|chancellor|dr|prof|professor|general|gen|lt|col|rep|mr|mrs|ms|judge|justice|president|prince|princess|king"
    r"|queen|senator|minister|captain|lord|lady|pope|saint)\.? )+",
    re.IGNORECASE,
)
_OFFICES = frozenset({
    "教授", "参议员", "众议员", "博士", "先生", "女士", "夫人", "夫妇", "议员", "总统", "主席", "部长", "上将",
    "中将", "少将", "将军", "上校", "中校", "少校", "上尉", "下士", "中士", "国务卿", "外长", "防长", "警官",
    "警长", "法官", "检察官", "医生", "牧师", "大使", "总理", "首相", "州长", "市长", "主教", "大主教",
    "总主教", "枢机", "神父", "公主", "王子", "女王", "国王", "勋爵", "记者",
})  # fmt: skip
_AFTER = re.compile(
    rf"(?<=[\u3400-\u9fff]{{2}})(?:[海空陆]军)?(?:{'|'.join(sorted(_OFFICES, key=len, reverse=True))})\Z"
)
_NO_NAME = re.compile(
    r"\b(?:of|and|for|the|in|on|to|at|university|college|school|institute|council|committee|commission|cent(?:er|re)"
    r"|foundation|fund|agency|association|society|organi[sz]ation|party|court|department|ministry|bureau|office|group"
    r"|company|corp|corporation|inc|ltd|union|federation|league|board|authority|administration|academy|service|services"
    r"|national|international|global|world|act|project|program|system|network|times|post|news|journal|daily|review)\b"
)


@dataclass(slots=True)
class Gloss:
    """All that was seen of one Latin form, spellings that differ in case, accents, dots and hyphens taken together."""

    spellings: Counter[str] = field(default_factory=Counter)
    contexts: Counter[str] = field(default_factory=Counter)

    @property
    def latin(self) -> str:
        """The commonest spelling, in capitals only where nothing else is known."""
        if len(self.spellings) == 1:
            return next(iter(self.spellings))
        return max(self.spellings, key=lambda form: (not form.isupper(), self.spellings[form], form))


def _is_acronym(latin: str) -> bool:
    """Whether it is one word of which most is upper case: NATO, AstraZeneca is none."""
    return " " not in latin and 2 * sum(map(str.isupper, latin)) > len(latin)


def learn_names(evidence: Mapping[str, int]) -> tuple[NameGroup, ...]:
    """The entities of names that the evidence tells, most frequent first.

    ``evidence`` is each string of ``name_evidence`` with the number of articles it occurs in. Two ways lead to a
    pair: the ending of the context sounds like the Latin, or contexts of three articles share the ending.
    """
    glosses = _gathered(evidence)
    latin = {key: gloss.latin for key, gloss in glosses.items()}
    words = {key: tuple(plain(form).split()) for key, form in latin.items()}
    heard = {}
    for key, gloss in glosses.items():
        if not _is_acronym(latin[key]) and not _NO_NAME.search(" ".join(words[key])):
            name = spoken(words[key])
            heard[key] = {context: sounding(context, name) for context in gloss.contexts}
    cue = cues(heard.values())
    generic = _generic(glosses, heard)
    pairs: dict[str, dict[str, int]] = {}
    tokenize = get_tokenizer().words
    for key, gloss in glosses.items():
        found = renderings(gloss.contexts, heard[key], cue, generic, tokenize) if key in heard else {}
        found |= _last_names(found, gloss.contexts)
        if not found and gloss.contexts.total() >= ENOUGH:
            # 美国 before an organisation is a part of its name.
            signs = cue if key in heard else {}
            found = shared(gloss.contexts, {context: tokenize(context) for context in gloss.contexts}, signs)
            found = {han: number for han, number in found.items() if number >= ENOUGH and han not in generic}
        if found:
            pairs[key] = found
    _drop_generic(pairs, heard.keys())
    return grouped(pairs, {key: latin[key] for key in pairs}, words, heard.keys())


def _gathered(evidence: Mapping[str, int]) -> dict[str, Gloss]:
    """The evidence by the letters of the Latin."""
    keys: dict[str, tuple[str, str]] = {}
    glosses: dict[str, Gloss] = {}
    for string, number in evidence.items():
        context, _, latin = string.rpartition("(")
        if latin not in keys:
            name = _TITLES.sub("", latin.strip(" .-'&"))
            keys[latin] = name, plain(name).replace(" ", "").replace("-", "")
        name, key = keys[latin]
        if len(key) > 1:
            gloss = glosses.setdefault(key, Gloss())
            gloss.spellings[name] += number
            gloss.contexts[_AFTER.sub("", context).replace(".", "·")] += number
    return glosses


def _last_names(found: Mapping[str, int], contexts: Mapping[str, int]) -> dict[str, int]:
    """The last names of renderings with several, where they stand alone: 普京 does not sound like Putin, but
    弗拉基米尔·普京 like Vladimir Putin."""
    alone: dict[str, int] = {}
    for last in {han.rpartition("·")[2] for han in found if "·" in han} - found.keys():
        number = sum(n for context, n in contexts.items() if context.endswith(last) and f"·{last}" not in context)
        if number and len(last) > 1:
            alone[last] = number
    return alone


def _drop_generic(pairs: dict[str, dict[str, int]], heard: Set[str]) -> None:
    """Takes out what is the last word of many an organisation, alone: 研究所, 委员会."""
    ends: Counter[str] = Counter()
    for key in pairs.keys() - heard:
        ends.update({han[-length:] for han in pairs[key] for length in (2, 3, 4) if length < len(han)})
    for key in pairs.keys() - heard:
        pairs[key] = {han: number for han, number in pairs[key].items() if ends[han] < 2}


def _generic(glosses: Mapping[str, Gloss], heard: Mapping[str, Mapping[str, Mapping[str, float]]]) -> frozenset[str]:
    """Endings that stand before the Latin of many names without sounding like it: 公司, 化名, 委员会."""
    unlike: Counter[str] = Counter()
    alike: Counter[str] = Counter()
    for key, gloss in glosses.items():
        sounds = heard.get(key, {})
        ends = {(context[-length:], context) for context in gloss.contexts for length in (2, 3, 4)}
        near = {end for end, context in ends if sounds.get(context, {}).get(end, 0.0) >= LIKELY}
        alike.update(near)
        unlike.update({end for end, _ in ends} - near)
    often = {end for end, number in unlike.items() if number >= 4 and number > alike[end]}
    return _OFFICES | often
