"""The spellings of the field, in both scripts, by the place of places.geojson that each of them means."""

from __future__ import annotations

SPELLINGS = {
    "sednaya-prison": "Sednaya|Saydnaya|Saidnaya|Sidnaya|Seidnaya|صيدنايا|سجن صيدنايا|Sednaya Prison",
    "mezzeh-airbase": "Mezzeh|Mazzeh|Mezze|al-Mazzah|المزة|مطار المزة العسكري",
    "abu-kamal": "Abu Kamal|Albu Kamal|Al-Bukamal|Bukamal|Boukamal|البوكمال|أبو كمال",
    "azaz": "Azaz|A'zaz|Aazaz|I'zaz|Ezaz|أعزاز|اعزاز|عزاز",
    "qaboun": "Qaboun|Qabun|Al-Qabun|Kaboun|القابون",
    "barzeh": "Barzeh|Barza|Berzeh|Barzah|حي برزة",
    "tishreen": "Tishreen|Teshreen|Tishrin|حي تشرين",
    "east-ghouta": "East Ghouta|Eastern Ghouta|Ghota|Ghutah|الغوطة الشرقية",
    "hamouriya": "Hamouriya|Hammura|Hamoryah|Hamouria|Hamoria|Hammuriyah|حمورية",
    "idlib-city": "Idlib|Idleb|Edlib|إدلب|ادلب|Idlib city|مدينة إدلب",
    "idlib-governorate": "Idlib Governorate|محافظة إدلب|Idleb Province|SY07",
    "akayrsh": "Akayrsh|Akeirshi|Ukayrishi|'Ukayrishah|Okayrshi|Akershi|العكيرشي|عكيرشي",
    "raqqa": "Raqqa|Ar-Raqqa|Ar Raqqah|Er-Raqqa|الرقة",
    "darayya": "Darayya|Daraya|Darya|داريا",
    "moadamiya": "Moadamiya|Muadamiyat al-Sham|Madamiyet Elsham|Moadamiyeh|معضمية الشام|المعضمية",
    "wadi-barada": "Wadi Barada|Barada Valley|وادي بردى",
    "qalaat-al-madiq": "Qalaat al-Madiq|Qalat al-Mudiq|Madiq Castle|قلعة المضيق",
    "damascus": "Damascus|دمشق|Damascus city",
    "geneva": "Geneva|جنيف|Genève",
    "syria": "Syria|سوريا|Syrian Arab Rep.|SYR",
}
