"""How the base map names what its packages give: governorates, rivers, lakes and towns, in both scripts."""

# iso_3166_2 of Natural Earth → OCHA p-code, English name, Arabic name.
# By name, never by number: GeoNames' SY.07 is Deir ez-Zor.
GOVERNORATES: dict[str, tuple[str, str, str]] = {
    "SY-DI": ("SY01", "Damascus", "دمشق"),
    "SY-HL": ("SY02", "Aleppo", "حلب"),
    "SY-RD": ("SY03", "Rural Damascus", "ريف دمشق"),
    "SY-HI": ("SY04", "Homs", "حمص"),
    "SY-HM": ("SY05", "Hama", "حماة"),
    "SY-LA": ("SY06", "Lattakia", "اللاذقية"),
    "SY-ID": ("SY07", "Idleb", "إدلب"),
    "SY-HA": ("SY08", "Al-Hasakeh", "الحسكة"),
    "SY-DY": ("SY09", "Deir-ez-Zor", "دير الزور"),
    "SY-TA": ("SY10", "Tartous", "طرطوس"),
    "SY-RA": ("SY11", "Ar-Raqqa", "الرقة"),
    "SY-DR": ("SY12", "Dar'a", "درعا"),
    "SY-SU": ("SY13", "As-Sweida", "السويداء"),
    "SY-QU": ("SY14", "Quneitra", "القنيطرة"),
}
# Name, Arabic name, rank, half width of the corridor in degrees, waypoints. A line of World Data Bank II, which carries
# no names, gets the name when all of it lies inside the corridor.
# fmt: off
RIVERS: tuple[tuple[str, str, int, float, tuple[tuple[float, float], ...]], ...] = (
    ("Euphrates", "الفرات", 1, 0.18, (
        (39.25, 38.6), (39.2, 38.15), (38.95, 37.7), (38.75, 37.62), (38.1, 37.42), (37.88, 37.2),
        (38.05, 36.75), (38.27, 36.5), (38.1, 36.05), (38.7, 35.87), (39.05, 35.93), (39.65, 35.78),
        (40.0, 35.5), (40.42, 35.2), (40.48, 35.0), (40.8, 34.7), (40.98, 34.43), (41.5, 34.43),
        (42.0, 34.42), (42.3, 34.28), (42.4, 34.05), (42.72, 33.85), (42.95, 33.53), (43.5, 33.4),
        (43.9, 33.3), (44.3, 32.6), (45.0, 31.5))),
    ("Tigris", "دجلة", 1, 0.25, (
        (40.0, 38.1), (40.25, 38.05), (40.3, 37.85), (41.0, 37.8), (41.75, 37.73), (41.85, 37.45),
        (42.2, 37.33), (42.4, 37.0), (42.9, 36.7), (42.78, 36.5), (43.0, 36.4), (43.3, 36.05), (43.3, 35.6),
        (43.5, 35.1), (43.62, 34.75), (43.8, 34.3), (44.02, 34.06), (44.38, 33.9), (44.4, 33.4),
        (44.6, 33.0), (45.0, 32.6))),
    ("Khabur", "الخابور", 2, 0.3, (
        (40.02, 36.8), (40.4, 36.63), (40.8, 36.48), (40.85, 36.35), (40.72, 36.1), (40.85, 35.9),
        (40.75, 35.6), (40.6, 35.35), (40.44, 35.12))),
    ("Orontes", "العاصي", 2, 0.13, (
        (36.27, 34.15), (36.5, 34.4), (36.55, 34.6), (36.7, 34.7), (36.7, 34.95), (36.88, 35.0),
        (36.6, 35.28), (36.35, 35.3), (36.33, 35.7), (36.4, 36.0), (36.37, 36.22), (36.2, 36.25),
        (35.98, 36.03))),
    ("Jordan", "الأردن", 2, 0.1, (
        (35.62, 33.25), (35.62, 32.9), (35.58, 32.7), (35.57, 32.2), (35.5, 31.7))),
    ("Afrin", "عفرين", 3, 0.12, (
        (36.92, 37.1), (36.9, 36.6), (36.83, 36.42), (36.4, 36.3))),
    ("Barada", "بردى", 3, 0.12, (
        (36.05, 33.68), (36.2, 33.58), (36.6, 33.48))),
    ("Awaj", "الأعوج", 3, 0.1, (
        (35.9, 33.4), (36.05, 33.32), (36.6, 33.36))),
    ("Litani", "الليطاني", 3, 0.1, (
        (36.0, 33.9), (35.7, 33.55), (35.6, 33.4), (35.25, 33.33))),
    ("Yarmouk", "اليرموك", 3, 0.08, (
        (35.6, 32.68), (35.75, 32.75), (36.0, 32.7))),
)

# fmt: on

LAKES: dict[str, tuple[str, str]] = {  # Natural Earth's spelling → the one drawn
    "Buhayrat al-Assad": ("Lake Assad", "بحيرة الأسد"),
    "Ataturk Barajt": ("Atatürk Reservoir", "بحيرة سد أتاتورك"),
    "Keban Baraji": ("Keban Reservoir", "بحيرة سد كيبان"),
    "Buhayrat ath Tharthar": ("Lake Tharthar", "بحيرة الثرثار"),
}

# GeoNames id → (English, Arabic, rank, slug of the gazetteer where the town is also one of its places)
TOWNS: dict[str, tuple[str, str, int, str | None]] = {
    "170654": ("Damascus", "دمشق", 1, "damascus"),
    "170063": ("Aleppo", "حلب", 1, None),
    "169577": ("Homs", "حمص", 2, None),
    "170017": ("Hama", "حماة", 2, None),
    "173576": ("Lattakia", "اللاذقية", 2, None),
    "163345": ("Tartous", "طرطوس", 2, None),
    "172955": ("Raqqa", "الرقة", 2, "raqqa"),
    "173811": ("Hasakah", "الحسكة", 2, None),
    "170794": ("Deir ez-Zor", "دير الزور", 2, None),
    "169389": ("Idlib", "إدلب", 2, "idlib-city"),
    "170905": ("Dar'a", "درعا", 2, None),
    "172408": ("Suwayda", "السويداء", 2, None),
    "173334": ("Quneitra", "القنيطرة", 2, None),
    "173377": ("Qamishli", "القامشلي", 3, None),
    "174018": ("Al-Bab", "الباب", 3, None),
    "170592": ("Duma", "دوما", 4, None),
    "167357": ("Manbij", "منبج", 3, None),
    "172374": ("Tabqa", "الطبقة", 3, None),
    "164947": ("Salamiyah", "السلمية", 3, None),
    "163808": ("Tadmur (Palmyra)", "تدمر", 3, None),
    "174448": ("Abu Kamal", "البوكمال", 3, "abu-kamal"),
    "173480": ("Mayadin", "الميادين", 3, None),
    "172082": ("Azaz", "أعزاز", 3, "azaz"),
    "174186": ("Afrin", "عفرين", 3, None),
    "172256": ("Ayn al-Arab (Kobani)", "عين العرب", 3, None),
    "168325": ("Khan Shaykhun", "خان شيخون", 3, None),
    "169023": ("Jisr ash-Shughur", "جسر الشغور", 3, None),
    "173322": ("Al-Qusayr", "القصير", 3, None),
    "173193": ("An-Nabk", "النبك", 3, None),
    "171830": ("Baniyas", "بانياس", 3, None),
    "169304": ("Jablah", "جبلة", 3, None),
    "172503": ("As-Safirah", "السفيرة", 3, None),
    "172946": ("Ar-Rastan", "الرستن", 4, None),
    "170892": ("Darayya", "داريا", 4, "darayya"),
    "172349": ("At-Tall", "التل", 4, None),
    "276781": ("Beirut", "بيروت", 1, None),
    "98182": ("Baghdad", "بغداد", 1, None),
    "250441": ("Amman", "عمّان", 1, None),
    "281184": ("Jerusalem", "القدس", 1, None),
    "99072": ("Mosul", "الموصل", 2, None),
    "95446": ("Erbil", "أربيل", 2, None),
    "314830": ("Gaziantep", "غازي عنتاب", 2, None),
    "298333": ("Şanlıurfa", "شانلي أورفة", 2, None),
    "325363": ("Adana", "أضنة", 2, None),
    "316541": ("Diyarbakır", "ديار بكر", 2, None),
    "323779": ("Antakya", "أنطاكية", 3, None),
    "307864": ("Kilis", "كلس", 3, None),
    "266826": ("Tripoli", "طرابلس", 2, None),
    "248946": ("Irbid", "إربد", 2, None),
    "146268": ("Nicosia", "نيقوسيا", 1, None),
    "94787": ("Kirkuk", "كركوك", 2, None),
    "98717": ("Ramadi", "الرمادي", 3, None),
    "294801": ("Haifa", "حيفا", 2, None),
}
