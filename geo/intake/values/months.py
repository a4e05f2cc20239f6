"""Names of months in English, French, Spanish, Arabic (Levantine, Egyptian, Maghrebi), German, Portuguese, Russian,
Ukrainian and Turkish, as CLDR has them; short too in the first four."""

from __future__ import annotations

import re
import unicodedata

_NAMES = (
    (
        "january jan janvier janv enero ene يناير جانفي كانون_الثاني كانون_ثاني"
        " januar jänner janeiro январь января січень січня ocak"
    ),
    (
        "february feb février fevrier févr fevr fév febrero فبراير فيفري شباط"
        " februar fevereiro февраль февраля лютий лютого şubat"
    ),
    "march mar mars marzo مارس آذار اذار märz março март марта березень березня mart",
    "april apr avril avr abril abr أبريل ابريل أفريل نيسان апрель апреля квітень квітня nisan",
    "may mai mayo مايو ماي أيار ايار maio май мая травень травня mayıs",
    "june jun juin junio يونيو يونيه جوان حزيران juni junho июнь июня червень червня haziran",
    "july jul juillet juil julio يوليو يوليه جويلية تموز juli julho июль июля липень липня temmuz",
    "august aug août aout agosto ago أغسطس اغسطس أوت آب اب август августа серпень серпня ağustos",
    (
        "september sept sep septembre septiembre setiembre سبتمبر أيلول ايلول"
        " setembro сентябрь сентября вересень вересня eylül"
    ),
    (
        "october oct octobre octubre أكتوبر اكتوبر تشرين_الأول تشرين_الاول تشرين_أول تشرين_اول"
        " oktober outubro октябрь октября жовтень жовтня ekim"
    ),
    "november nov novembre noviembre نوفمبر تشرين_الثاني تشرين_ثاني novembro ноябрь ноября листопад листопада kasım",
    (
        "december dec décembre decembre déc diciembre dic ديسمبر كانون_الأول كانون_الاول كانون_أول كانون_اول"
        " dezember dezembro декабрь декабря грудень грудня aralık"
    ),
)
_NUMBERS = {name.replace("_", " "): n for n, names in enumerate(_NAMES, start=1) for name in names.split()}
_LONGEST_FIRST = sorted(_NUMBERS, key=len, reverse=True)
_MONTH = re.compile(rf"(?<![^\W\d_])({'|'.join(_LONGEST_FIRST)})(?![^\W\d_])\.?", re.IGNORECASE)


def months_as_numbers(text: str) -> str:
    """`text` with each name of a month as "@5@".

    >>> months_as_numbers("15 mai 2017"), months_as_numbers("3 كانون الثاني 2018")
    ('15 @5@ 2017', '3 @1@ 2018')
    """
    composed = unicodedata.normalize("NFC", text)
    return _MONTH.sub(lambda found: f"@{_NUMBERS[found[1].lower()]}@", composed)
