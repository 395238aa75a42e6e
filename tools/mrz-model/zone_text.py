"""Texts of machine-readable zones, formally correct by ICAO 9303 parts 3 to 7, and strings that no grammar explains."""

import numpy as np

ALPHABET = '<0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'
DIGITS = ALPHABET[1:11]
LETTERS = ALPHABET[11:]

NORDIC = 'SWE DNK NOR FIN ISL FRO GRL ALA'.split()
STATES = (
    'AUS AUT BEL BGR BRA CAN CHE CHL CHN COL CYP CZE D EGY ESP EST FRA GBR GEO GRC HRV HUN IDN IND IRL IRN IRQ ISR ITA JPN '
    'KEN KOR LKA LTU LUX LVA MAR MEX MLT MYS NLD NZL PAK PER PHL POL PRT QAT ROU RKS RUS SAU SRB SVK SVN SYR THA TUR TWN '
    'UGA UKR USA UTO UZB VNM XXA XXB XXX ZAF ZWE EUE UNO'
).split()
SURNAMES = (
    'OESTERGAARD SOERENSEN KJAER AAKERSTROEM LINDQVIST SJOESTROEM BJOERNSTAD OEDEGAARD HAEMAELAEINEN VIRTANEN KORHONEN '
    'ANDERSSON JOHANSSON HANSEN PEDERSEN NIELSEN OLSEN LARSEN HAUGEN GUDMUNDSDOTTIR SIGURDSSON SMITH WILLIAMS MUELLER '
    'SCHNEIDER DUBOIS ROSSI GARCIA FERNANDEZ LOPEZ SILVA KOWALSKI NOVAK PETROV NGUYEN WANG ZHANG KIM TANAKA KHAN SINGH '
    'AHMED HASSAN OKAFOR VAN<DER<BERG DE<VRIES O<BRIEN POPESCU SZABO YILMAZ QUISPE XU VUKOVIC WOJCIK JIJON KHAZRAJI'
).split()
GIVEN_NAMES = (
    'HANNE KRISTINE MADS AASE BIRGITTE SOEREN LINNEA GOESTA SVEN EBBA OEYVIND INGRID VAEINOE OLAVI JYRI ERIK LARS ANNA EVA '
    'JOHAN PETER NIELS METTE BJOERN HILDE JUHANI TAPANI HELENA JOHN MARY ROBERT SARAH PIERRE CHLOE HANS WOLFGANG FRANCESCA '
    'JOSE CARMEN JOAO KATARZYNA PIOTR IVAN OLGA YUKI HIROSHI WEI XIAO FATIMA MOHAMMED YUSUF PRIYA NGOZI KWAME ZSOFIA '
    'QUENTIN XAVIER JAZMIN BEATRIX VIKTOR'
).split()
# What is easily taken for one another, side by side.
ALIKE = ('O0OQD0', 'I1IL1T', 'S5B8G6Z2', 'MWNH', 'KX<', 'CG6E', 'VYUJ', 'PFR')

VALUES = {character: value for value, character in enumerate(DIGITS + LETTERS)} | {'<': 0}


def check_digit(text: str) -> str:
    """ICAO 9303-3 § 4.9: weights 7 3 1, modulus 10."""
    return str(sum(VALUES[character] * (7, 3, 1)[i % 3] for i, character in enumerate(text)) % 10)


def filled(text: str, length: int) -> str:
    return (text + '<' * length)[:length]


class ZoneText:
    """Draws texts from one random generator."""

    def __init__(self, random: np.random.Generator):
        self.random = random

    def one_of(self, choices):
        return choices[int(self.random.integers(len(choices)))]

    def chance(self, probability: float) -> bool:
        return bool(self.random.random() < probability)

    def characters(self, alphabet: str, length: int) -> str:
        return ''.join(alphabet[i] for i in self.random.integers(len(alphabet), size=length))

    def invented_name(self) -> str:
        """Rare letters come as often as common ones."""
        if self.chance(0.35):
            return self.characters(LETTERS, int(self.random.integers(2, 13)))
        return ''.join(
            self.one_of('BCDFGHJKLMNPQRSTVWXZ') + self.one_of('AEIOUY') + self.one_of(['', '', 'N', 'R', 'S', 'L', 'K'])
            for _ in range(int(self.random.integers(1, 6)))
        )

    def names(self, length: int) -> str:
        primary = self.one_of(SURNAMES) if self.chance(0.5) else self.invented_name()
        if self.chance(0.12):
            primary += '<' + self.invented_name()
        secondary = [
            self.one_of(GIVEN_NAMES) if self.chance(0.55) else self.invented_name()
            for _ in range(self.one_of([0, 1, 1, 1, 2, 2, 3]))
        ]
        return filled('<<'.join([primary, '<'.join(secondary)]) if secondary else primary, length)

    def state(self) -> str:
        return filled(self.one_of(NORDIC if self.chance(0.3) else STATES), 3)

    def date(self) -> str:
        year, month, day = (int(self.random.integers(low, high)) for low, high in ((0, 100), (1, 13), (1, 32)))
        return f'{year:02d}{month:02d}{day:02d}'

    def birth_date(self) -> str:
        return self.date()[:4] + '<<' if self.chance(0.02) else self.date()

    def document_number(self) -> str:
        kind = self.random.random()
        if kind < 0.35:
            return filled(self.characters(DIGITS, self.one_of([7, 8, 9, 9])), 9)
        if kind < 0.65:
            return filled(self.characters(LETTERS, self.one_of([1, 2, 2, 3])) + self.characters(DIGITS, 6), 9)
        if kind < 0.72:
            return filled(self.one_of(DIGITS) * 8, 9)
        return self.characters(LETTERS + DIGITS, 9)

    def optional(self, length: int) -> str:
        kind = self.random.random()
        if kind < 0.35:
            return '<' * length
        if kind < 0.75:
            text = self.characters(DIGITS, min(length, self.one_of([9, 10, 11, 12, 12])))
        else:
            text = self.characters(LETTERS + DIGITS, int(self.random.integers(1, length + 1)))
        if len(text) > 7 and self.chance(0.3):
            text = text[:6] + '<' + text[7:]
        return filled(text, length)

    def document(self) -> list[str]:
        """The lines of one document: TD3, TD1, TD2 or a visa."""
        kind = self.random.random()
        issuer = self.state()
        nationality = issuer if self.chance(0.8) else self.state()
        number, birth, expiry = self.document_number(), self.birth_date(), self.date()
        number, birth, expiry = (text + check_digit(text) for text in (number, birth, expiry))
        sex = self.one_of('MMMFFF<')
        lower = number + nationality + birth + sex + expiry
        if kind < 0.45:
            optional = self.optional(14)
            own = check_digit(optional) if optional.strip('<') or self.chance(0.5) else '<'
            code = self.one_of(['P<', 'P<', 'P<', 'PP', 'PV', 'PD', 'PO', 'PS', 'P' + self.one_of(LETTERS)])
            return [
                code + issuer + self.names(39),
                lower + optional + own + check_digit(number + birth + expiry + optional + own),
            ]
        if kind < 0.85:
            code = self.one_of(['I<', 'I<', 'ID', 'IR', 'AR', 'C<', 'A<', 'IP', 'AC', 'I' + self.one_of(LETTERS)])
            first = code + issuer + number + (self.optional(15) if self.chance(0.5) else '<' * 15)
            optional = '<' * 11 if self.chance(0.7) else self.optional(11)
            composite = check_digit(first[5:] + birth + expiry + optional)
            return [first, birth + sex + expiry + nationality + optional + composite, self.names(30)]
        if kind < 0.93:
            optional = '<' * 7 if self.chance(0.5) else self.optional(7)
            code = self.one_of(['I<', 'ID', 'P<', 'A<', 'C<'])
            return [
                code + issuer + self.names(31),
                lower + optional + check_digit(number + birth + expiry + optional),
            ]
        if kind < 0.97:
            return ['V' + self.one_of('<<<' + LETTERS) + issuer + self.names(39), lower + self.optional(16)]
        return ['V<' + issuer + self.names(31), lower + self.optional(8)]

    def ungrammatical(self) -> list[str]:
        """Lines with nothing to lean on but the shapes of the characters."""
        lines = []
        for length in self.one_of([[30] * 3, [36] * 2, [44] * 2]):
            text = ''
            while len(text) < length:
                if self.chance(0.25):
                    text += '<' * int(self.random.integers(1, 7))
                else:
                    alphabets = (LETTERS, DIGITS, LETTERS + DIGITS, ALPHABET, *ALIKE)
                    text += self.characters(self.one_of(alphabets), int(self.random.integers(1, 8)))
            lines.append(text[:length])
        return lines
