"""Free words of a type of event, in the languages of generic → a slug of EVENT_TYPES; never finer than the words say.

A bare "strike" is neither an air strike nor artillery; with words of labour beside it, it is a labour strike.
"""

from __future__ import annotations

import re

from geo.text import normal
from geo.vocab import EVENT_TYPES

LABOUR_SQL = (
    r"(?i)(labou?r|general|teachers'?|workers'?|doctors'?|nurses'?|staff|drivers'?|employees'?|union) strikes?\b"
    r"|\b(went|go|gone|going|are|were|is|was|remain|remained|staff|workers|employees|teachers|doctors|nurses|drivers) "
    r"on (an open |open |a general )?strike\b"
    r"|\bstrikes? (by|of) ([\w'-]+ ){0,4}(staff|workers|employees|teachers|doctors|nurses|drivers|students|unions?)\b"
    r"|\bstrikes? (over|against) ([\w'-]+ ){0,3}(pay|wages?|salar(y|ies)|unpaid|conditions)\b"
    r"|\b(calls? for|called for|observed|held|staged) an? (general |labou?r )?strike\b"
    r"|إضراب|اضراب|\b(en|de) grève\b|\bgrève (du|de|des|générale)\b|\bhuelga\b"
)
"""An RE2 expression (DuckDB) for a title or note that speaks of a labour strike. "An airstrike on workers" is none."""

_LABOUR = re.compile(
    r"labou?r (strike|action|dispute)|general strike|on strike|walk-?out|strike (by|of) [\w ]*(staff|workers)"
    r"|(staff|workers'?) strike|\bgrève\b|\bhuelga\b|إضراب|اضراب",
    re.IGNORECASE,
)
_WORDS = (
    (
        "airstrike",
        (
            r"air[ -]?(strike|raid|attack)|aerial|warplane|drone strike|bombardement aérien|frappe aérienne"
            r"|ataque aéreo|bombardeo aéreo|غارة|غارات|قصف جوي|ضربة جوية"
            r"|luftangriff|luftschlag|авиаудар|авианалет|авіаудар|авіаналіт|hava saldırısı|ataque aéreo"
        ),
    ),
    (
        "chemical",
        r"chemical|chlorine|sarin|toxic gas|chimique|químic|كيماوي|كيميائي|chemiewaff|химическ|хімічн|kimyasal",
    ),
    (
        "explosion_ied",
        (
            r"\bieds?\b|car bomb|explosion|explosive|land ?mines?\b|suicide (bomb|attack)|\bblast\b|attentat"
            r"|explosión|coche bomba|انفجار|تفجير|عبوة|لغم|مفخخة"
            r"|explosão|autobombe|взрыв|вибух|patlama"
        ),
    ),
    (
        "shelling",
        (
            r"shelling|\bshells?\b|artillery|mortar|rocket|missile|artillerie|\bobus\b|artillería|mortero"
            r"|قصف مدفعي|هاون|صاروخ|قذائف"
            r"|artillerie|rakete|обстрел|ракетн|артиллер|обстріл|артилер|topçu|roket"
        ),
    ),
    ("siege", r"\bsiege|besiege|\bsiège\b|asedio|حصار|belagerung|осада|облога|kuşatma"),
    ("execution", r"execution|extrajudicial|\bhanging|exécution|ejecución|إعدام|اعدام"),
    (
        "abduction",
        r"abduct|kidnap|disappearance|hostage|enlèvement|secuestro|خطف|اختطاف|entführ|похищен|викраден|kaçırma",
    ),
    ("detention_abuse", r"torture|abuse in detention|death in (custody|detention)|تعذيب"),
    (
        "forced_displacement",
        r"displac|evacuat|evict|déplacement|desplaza|نزوح|تهجير|إخلاء|vertreib|эвакуац|евакуац|tahliye",
    ),
    ("transit", r"\btransit\b"),
    ("capitulation", r"surrender|capitulat|استسلام|مصالحة"),
    ("protest", r"protest|demonstrat|\briots?\b|manifestation|manifestación|مظاهرة|احتجاج|proteste|протест|protesto"),
    (
        "ground_offensive",
        (
            r"\bclash|\bbattle|offensive|ground (attack|assault)|armed clash|combats?\b|affrontement"
            r"|enfrentamiento|اشتباك|معركة|معارك|هجوم بري"
        ),
    ),
    (
        "diplomacy",
        r"\btalks\b|negotiat|diploma|ceasefire|agreement|pourparlers|negociaci|مفاوضات|محادثات|هدنة",
    ),
    ("statement", r"\bstatement|declaration|déclaration|declaración|بيان|تصريح"),
    ("allegation", r"\ballegation"),
    (
        "strike_unspecified",
        r"\bstrikes?\b|\bbomb(ing|ed|ardment)\b|bombardement|bombardeo|\bfrappe|قصف|ضربة",
    ),
)
_PATTERNS = tuple((slug, re.compile(words, re.IGNORECASE)) for slug, words in _WORDS)
_OWN = {normal(words): slug for slug, words in EVENT_TYPES.items()} | {normal(slug): slug for slug in EVENT_TYPES}


def type_from_words(kind: str, finer: str = "", labour: bool = False) -> tuple[str, bool]:
    """The slug, and whether the words are known; nothing given is "other" and known.

    >>> type_from_words("Air strike"), type_from_words("Strike"), type_from_words("Strike", labour=True)
    (('airstrike', True), ('strike_unspecified', True), ('labour_action', True))
    >>> type_from_words("Demostrations"), type_from_words("إضراب")
    (('other', False), ('labour_action', True))
    """
    for words in (finer, kind):
        if words and (slug := _slug(words, labour)):
            return slug, True
    return "other", not (kind or finer)


def _slug(words: str, labour: bool) -> str | None:
    if own := _OWN.get(normal(words)):
        return own
    if _LABOUR.search(words):
        return "labour_action"
    slug = next((slug for slug, pattern in _PATTERNS if pattern.search(words)), None)
    return "labour_action" if labour and slug in {"strike_unspecified", "protest"} else slug
