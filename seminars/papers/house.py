"""What letters say where the programme has written no template of its own, and what each place means."""

from django.utils.translation import gettext_lazy as _

from ..models import LetterKind

BODIES = {
    LetterKind.INVITATION: _(
        "We invite {name} to take part in the seminar “{seminar}”.\n"
        "{institution}, {country}\n"
        "\n"
        "Dates: {dates}\n"
        "Place: {place}\n"
        "\n"
        "Name as in the passport: {passport_name}\n"
        "Date of birth: {birth_date}\n"
        "Sex: {sex}\n"
        "Nationality: {nationality}\n"
        "Passport number: {passport_number}, valid until {passport_expires}\n"
        "Position: {position}\n"
        "\n"
        "The seminar trains staff of clinical trials. Participants return to their institution when it ends.\n"
        "Sponsor: {sponsor}\n"
        "\n"
        "We would be grateful if a visa could be granted for these days."
    ),
    LetterKind.GUARANTEE: _(
        "{name} of {institution}, {country}, takes part in the seminar “{seminar}”.\n"
        "\n"
        "Dates: {dates}\n"
        "Place: {place}\n"
        "\n"
        "We confirm who bears the costs:\n"
        "Flight: {flight}\n"
        "Hotel: {hotel}\n"
        "Per diem: {per_diem}\n"
        "Sponsor: {sponsor}"
    ),
    LetterKind.LEAVE: _(
        "{name} of {institution} has been given a place in the seminar “{seminar}”.\n"
        "\n"
        "Dates: {dates}\n"
        "Place: {place}\n"
        "\n"
        "We kindly ask you to release {name} from duty on these days. What is learned there is meant for the work of your department."
    ),
    LetterKind.ATTENDANCE: _(
        "We confirm that {name} of {institution}, {country}, attended the seminar “{seminar}”.\n\nDates: {dates}\nPlace: {place}"
    ),
}
ADDRESSEES = {LetterKind.LEAVE: _("To the head of department\n{institution}")}

MEANINGS = {
    "name": _("Name in Latin letters, as in the profile"),
    "native_name": _("Name in its own script"),
    "institution": _("Where the person works, as on the day of registration"),
    "country": _("Country of that institution"),
    "role": _("Role there"),
    "seminar": _("Title of the seminar, in the language of the letter where there is one"),
    "dates": _("First to last day"),
    "starts": _("Day, time and zone of the start"),
    "place": _("Venue and city, or online"),
    "takes_part": _("On site or online"),
    "host": _("Host of the seminar"),
    "issuer": _("Who issues the letters of this site"),
    "today": _("The day of issue"),
    "sponsor": _("Sponsor, from the terms of the seminar"),
    "flight": _("Who pays the flight, from the terms of the seminar"),
    "hotel": _("Who pays the hotel, from the terms of the seminar"),
    "per_diem": _("Who pays the per diem, from the terms of the seminar"),
    "passport_name": _("Name as in the passport"),
    "passport_number": _("Passport number"),
    "passport_expires": _("Last day of the passport"),
    "birth_date": _("Date of birth"),
    "nationality": _("Nationality"),
    "sex": _("Sex as in the passport, if given"),
    "position": _("Position, if given"),
}
