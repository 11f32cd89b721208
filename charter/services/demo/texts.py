"""What invented residents write to Gemeente Voorbeeld and what it writes back: Dutch, because that is what it reads.

These are contents of raw logs, not words of the program; so they stand outside the catalogue.
"""

from __future__ import annotations

from datetime import date

QUESTIONS = {
    "info": (
        (
            "Openingstijden milieustraat",
            "Is de milieustraat op zaterdag open? Ik wil een oude bank en een paar planken wegbrengen.",
        ),
        ("Grofvuil", "Ik heb twee weken geleden grofvuil aangemeld. Het is nog niet opgehaald. Wanneer komt u?"),
        (
            "Parkeervergunning bezoek",
            "Mijn moeder komt een week logeren. Hoe vraag ik een bezoekersvergunning aan en wat kost die?",
        ),
        ("Lantaarnpaal", "Voor ons huis aan de Lindelaan brandt de lantaarnpaal al een tijd niet. Kan iemand kijken?"),
        ("Vraag over aanslag", "Op mijn aanslag staat een hond, maar ik heb geen hond meer. Hoe geef ik dat door?"),
        ("Hulp in de huishouding", "Mijn vader redt het niet meer alleen. Waar kunnen wij hulp in huis aanvragen?"),
        (
            "Straatfeest",
            "Wij willen in juni een straatfeest houden in de Merelstraat. Mag de straat een middag dicht?",
        ),
        ("Boom in onze straat", "De wortels van de boom duwen de stoep omhoog. Mijn buurvrouw is al gestruikeld."),
        ("Afvalkalender", "Ik heb geen afvalkalender gekregen. Kunt u mij er een sturen?"),
    ),
    "burgerzaken": (
        ("Paspoort kind", "Wij gaan op vakantie en mijn dochter heeft een paspoort nodig. Moeten beide ouders mee?"),
        ("Verhuizing doorgeven", "Ik ben verhuisd. De website geeft een fout bij de laatste stap. Wat nu?"),
        ("Rijbewijs verlengen", "Mijn rijbewijs loopt volgende maand af. Kan ik zonder afspraak langskomen?"),
        ("Uittreksel", "Ik heb een uittreksel nodig voor mijn werk. Kan dat ook per post?"),
        ("Trouwen", "Wij willen in september trouwen in het oude raadhuis. Welke data zijn nog vrij?"),
        ("Identiteitskaart kwijt", "Ik ben mijn identiteitskaart kwijt. Moet ik eerst aangifte doen?"),
    ),
    "vergunningen": (
        ("Dakkapel", "Heb ik een vergunning nodig voor een dakkapel aan de achterkant?"),
        ("Schutting", "Hoe hoog mag een schutting aan de kant van de weg zijn?"),
        ("Stand van mijn aanvraag", "Zes weken geleden vroeg ik een vergunning voor een uitbouw. Hoe staat het ermee?"),
        ("Terras", "Ik open een lunchzaak aan het Marktplein en wil een terras. Wat heeft u van mij nodig?"),
        ("Inritvergunning", "Mag ik een inrit maken naast mijn huis, en wie legt die aan?"),
    ),
}

REMINDERS = (
    "Ik heb nog geen antwoord gekregen op mijn vraag. Wanneer hoor ik van u?",
    "Heeft u mijn bericht ontvangen? Ik hoor het graag.",
)
THANKS = ("Bedankt voor uw snelle antwoord!", "Dank u wel. Nog een vraag: kan het ook op vrijdag?")
REASONS = (
    "wij moeten eerst advies vragen aan de brandweer",
    "een collega zoekt uw dossier op in het archief",
    "wij moeten eerst bij u in de straat gaan kijken",
)
ANSWERS = (
    "Ja, dat kan. Op onze website leest u wat u mee moet nemen. U kunt daar ook een afspraak maken.",
    "Wij hebben het voor u uitgezocht. Het is nu in orde. U hoeft zelf niets meer te doen.",
    "Dat is helaas niet mogelijk. In de bijlage leest u waarom, en wat u wel kunt doen.",
    "Onze buitendienst komt deze week langs. Dank u wel dat u het heeft doorgegeven.",
)
ACKNOWLEDGEMENT = (
    "Dit is een automatisch bericht.\n\nWij hebben uw bericht ontvangen. U krijgt binnen 5 werkdagen antwoord.\n"
)
AWAY = "Ik ben met vakantie en lees mijn mail niet. Na mijn vakantie reageer ik op uw bericht."
NEWSLETTER = "De nieuwste ontwikkelingen voor gemeenten.\n\nFrom next month on our newsletter appears twice a week.\n"
INTERIM_OPENING = "Uw vraag kost meer tijd dan wij hadden gedacht"
"""How the municipality's template for interim messages begins; its profile names this sentence."""

_MONTHS = (
    *("januari", "februari", "maart", "april", "mei", "juni"),
    *("juli", "augustus", "september", "oktober", "november", "december"),
)


def interim(reason: str, promised: date, team: str) -> str:
    """Fill in the template for interim messages: reason, new date and handler."""
    day = f"{promised.day} {_MONTHS[promised.month - 1]} {promised.year}"
    return (
        f"{INTERIM_OPENING}. De reden: {reason}.\nU krijgt uiterlijk op {day} antwoord. Team {team} behandelt uw vraag."
    )


def letter(text: str, closing: str) -> str:
    """Set `text` between a salutation and a closing."""
    return f"Beste lezer,\n\n{text}\n\n{closing}\n"
