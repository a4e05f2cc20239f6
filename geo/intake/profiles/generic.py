"""Any table: headers that say beyond doubt what their column holds, in English, French, Spanish and Arabic, the
usual ones in German, Portuguese, Russian, Ukrainian and Turkish too.

What is not in this list stays unmapped: a person maps it once on the page, and it is remembered.
"""

from __future__ import annotations

from types import MappingProxyType

from geo.intake.profiles.ends import ENDS
from geo.intake.profiles.profile import Profile
from geo.intake.profiles.words import type_from_words
from geo.text import normal

_HEADERS = {
    "id": (
        "id|event id|incident id|identifier|identifiant|identificador|record id|uid|uuid|ref|reference|المعرف"
        "|رقم الحادث"
        "|kennung|идентификатор|ідентифікатор|kimlik"
    ),
    "title": (
        "title|headline|event|incident|event name|event title|name|titre|nom|événement|título|titulo|nombre"
        "|evento|العنوان|الحدث|الاسم"
        "|ereignis|vorfall|incidente|событие|заголовок|подія|başlık|olay"
    ),
    "type": (
        "type|event type|incident type|category|type of event|type d'événement|type d'incident|catégorie|tipo"
        "|categoría|tipo de evento|نوع|نوع الحدث|الفئة"
        "|ereignisart|ereignistyp|art des ereignisses|тип|тип события|тип події|olay türü"
    ),
    "subtype": "subtype|sub type|sub event type|subcategory|sous-type|subtipo",
    "text": (
        "notes|note|description|details|summary|comments|comment|desc|narrative|remarques|résumé|détails"
        "|descripción|descripcion|notas|observaciones|resumen|الوصف|ملاحظات|تفاصيل"
        "|beschreibung|anmerkungen|bemerkungen|descrição|описание|примечания|опис|примітки|açıklama|notlar"
    ),
    "date": (
        "date|event date|incident date|day|start date|date start|from date|date from|datetime|timestamp|begin"
        "|month|mois|monat|شهر|الشهر"
        "|date of event|date of incident|date occurred|time|when|fecha|fecha inicio|date de début"
        "|date de l'événement|jour|dia|التاريخ|تاريخ|تاريخ الحدث|اليوم|occurred|occurred on"
        "|datum|wann|data do evento|data do incidente|дата|дата события|дата події|tarih|olay tarihi"
    ),
    "date_end": (
        "end date|date end|to date|date to|until|end|date de fin|fecha fin|تاريخ الانتهاء"
        "|enddatum|data final|дата окончания|дата завершення|bitiş tarihi"
    ),
    "lat": (
        "lat|latitude|y|lat deg|latitud|خط العرض|العرض|gps latitude|point y|ycoord|y coord|lat dd"
        "|breitengrad|geografische breite|широта|enlem"
    ),
    "lon": (
        "lon|lng|long|longitude|x|lon deg|longitud|خط الطول|الطول|gps longitude|point x|xcoord|x coord|long dd|lon dd"
        "|längengrad|geografische länge|долгота|довгота|boylam"
    ),
    "point": (
        "coordinates|coordinate|coords|coord|latlon|lat lon|lat long|latlng|lat lng|gps|gps coordinates"
        "|location coordinates|geolocation|wkt|geom wkt|the geom|geo|coordonnées|coordenadas|الإحداثيات"
        "|احداثيات"
    ),
    "place": (
        "place|location|place name|location name|town|city|village|locality|community|settlement|site|lieu"
        "|ville|localité|commune|lugar|ciudad|pueblo|localidad|ubicación|municipio|المكان|الموقع|البلدة|المدينة"
        "|القرية|اسم المكان"
        "|ort|ortschaft|stadt|dorf|localidade|cidade|место|населенный пункт|город|село|місце|населений пункт|місто"
        "|yer|yerleşim yeri|köy"
    ),
    "place_ar": "place ar|name ar|location ar|place arabic|arabic name|name arabic",
    "country": (
        "country|country name|iso3|iso2|pays|país|pais|admin0|adm0|admin0name|الدولة|البلد|بلد|staat|страна|країна|ülke"
    ),
    "admin1": (
        "admin1|adm1|adm 1|admin 1|admin1name|adm1 en|governorate|province|state|region|gouvernorat|région"
        "|provincia|departamento|estado|gobernación|المحافظة|محافظة|الولاية"
        "|provinz|gouvernement|província|область|провинция|провінція|vilayet"
    ),
    "admin1_pcode": "admin1pcode|adm1 pcode|admin1 pcode|adm1 code|admin1 code|governorate pcode",
    "admin2": ("admin2|adm2|adm 2|admin 2|admin2name|adm2 en|district|département|distrito|المنطقة|bezirk|район|ilçe"),
    "admin2_pcode": "admin2pcode|adm2 pcode|admin2 pcode|adm2 code|district pcode",
    "admin3": (
        "admin3|adm3|adm 3|admin 3|admin3name|adm3 en|subdistrict|sub district|sous-district|subdistrito|الناحية"
    ),
    "admin3_pcode": "admin3pcode|adm3 pcode|admin3 pcode|adm3 code|subdistrict pcode",
    "precision": "precision|location precision|place precision|accuracy|geo precision|précision|precisión",
    "killed": (
        "killed|deaths|dead|fatalities|number killed|people killed|death toll|civilians killed|civilian deaths"
        "|best|tués|morts|décès|muertos|fallecidos|muertes|القتلى|قتلى|عدد القتلى|الشهداء|عدد الشهداء|الوفيات"
        "|tote|getötete|todesopfer|mortos|погибшие|убитые|число погибших|загиблі|вбиті|кількість загиблих"
        "|ölü|ölü sayısı"
    ),
    "killed_min": (
        "killed min|min killed|deaths min|min deaths|minimum killed|minimum deaths|killed low|low"
        "|tote min|mindestens getötet"
    ),
    "killed_max": (
        "killed max|max killed|deaths max|max deaths|maximum killed|maximum deaths|killed high|high"
        "|tote max|höchstens getötet"
    ),
    "injured": (
        "injured|wounded|injuries|number injured|people injured|blessés|heridos|lesionados|الجرحى|جرحى"
        "|عدد الجرحى|المصابين|الإصابات"
        "|verletzte|verwundete|feridos|раненые|число раненых|поранені|кількість поранених|yaralı|yaralı sayısı"
    ),
    "injured_min": "injured min|min injured|minimum injured",
    "injured_max": "injured max|max injured|maximum injured",
    "displaced": (
        "displaced|idps|number displaced|people displaced|displaced people|displaced persons|déplacés"
        "|desplazados|النازحين|النازحون|عدد النازحين|المهجرين"
        "|vertriebene|deslocados|перемещенные лица|переміщені особи|yerinden edilenler"
    ),
    "displaced_min": "displaced min|min displaced",
    "displaced_max": "displaced max|max displaced",
    "grade": "grade|assessment|grading|confidence grade",
    "source": (
        "source|sources|publisher|reported by|source name|fuente|fuentes|المصدر|مصدر|المصادر"
        "|quelle|quellen|fonte|fontes|источник|источники|джерело|джерела|kaynak|kaynaklar"
    ),
    "source_date": (
        "source date|publication date|published|published at|report date|reported date|date of publication"
        "|date reported|تاريخ النشر"
    ),
    "source_title": "source title|article title|source headline|article",
    "url": ("url|link|source url|source link|web|website|lien|enlace|الرابط|رابط|ссылка|посилання|bağlantı"),
    **ENDS,
    "people": (
        "people|count|number of people|people moved|individuals|persons|number of persons|number of individuals|moved"
        "|n people|flow|flows|population|number of idps|persons displaced"
        "|personnes|nombre de personnes|individus|nombre d'individus|nombre de déplacés|personnes déplacées|effectif"
        "|personas|número de personas|individuos|عدد الأشخاص|الأشخاص|عدد|عدد الأفراد|أفراد|الأفراد"
        "|pessoas|personen|anzahl personen|людей|количество людей|число людей|кількість людей|кількість осіб"
        "|kişi sayısı"
    ),
    "people_min": "people min|min people|minimum people",
    "people_max": "people max|max people|maximum people",
    "people_qualifier": "people qualifier|qualifier",
    "move": "move|kind of movement|movement type|type of movement|movement kind",
    "group": "group|who moved|people group|population group",
    "transit": "transit|via|through|transit places",
    "term": "term|term used",
    "part_of": "part of",
    "duplicate_of": "duplicate of",
    "tags": "tags|keywords|mots-clés|etiquetas",
}

TARGET_OF = MappingProxyType({normal(word): target for target, words in _HEADERS.items() for word in words.split("|")})
"""The normal form of a header → what it says."""

WEAK = frozenset({"region", "time", "timestamp", "month", "mois", "monat", normal("شهر"), normal("الشهر")})
"""Headers that give way to another one for the same: a region may be the Middle East, a timestamp the record's."""

GENERIC = Profile(
    name="generic",
    title="Table with columns of its own",
    types=type_from_words,
    fields=MappingProxyType({}),
)
