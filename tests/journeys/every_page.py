"""Every kind of page that a browser is shown: who opens it, and where it is in the demonstration.

`{kind:name}` in an address stands for the key of a row: `{lesson:c7/judge/the-blind}`, `{seminar:protocol-workshop}`.
"""

import re
from uuid import UUID

from tools.served import Served

LEARNER, COORDINATOR, APPLICANT, REVIEWER = (
    "kanokwan@demo.example",
    "sutrisno@demo.example",
    "pimchanok@demo.example",
    "mori@demo.example",
)
TEACHER, NOMINEE, STAFF = "khoa@demo.example", "siti@demo.example", "ops@demo.example"

HOSPITAL = "{institution:Celebes Teaching Hospital (demo)}"
SELECTION, WORKSHOP, VISIT = "{selection:protocol-workshop}", "{seminar:protocol-workshop}", "{seminar:capacity-building-visit}"
CLINIC, CERTIFICATE = "{seminar:consent-clinic}", "{certificate:sutrisno@demo.example}"

PUBLIC = [
    "",
    "courses/",
    "courses/c1b/",
    "courses/c1b/what-changed/the-new-shape/",
    "courses/c1b/at-your-site/final-test/",
    "seminars/",
    "seminars/?show=calendar",
    "seminars/?show=past",
    "seminars/capacity-building-visit/",
    "seminars/bangkok-webinar/",
    "network/",
    "about/",
    "privacy/",
    "search/?q=recist",
    "search/?q=同意",
    "search/?q=xylophone",
    "verify/",
    "verify/badge/",
    f"verify/{CERTIFICATE}/",
    "verify/report/",
    "accounts/sign-in/",
    "accounts/sign-up/",
    "accounts/password/forgotten/",
    "accounts/sign-in/by-mail/",
    "styleguide/",
    "no-such-page/",
    "paths/",
    "paths/pharmacist/?country=VN",
    "learn/glossary/",
    "my/lessons/{lesson:fig/numbers-of-a-trial/the-step-and-the-tick}/print/",
    "courses/fig/numbers-of-a-trial/the-step-and-the-tick/",
    "courses/fig/judgements-at-a-site/what-a-variant-means/",
    "take-part/letters/",
    "take-part/letters/{letter:sutrisno@demo.example}/",
]
OWN = {
    LEARNER: [
        "my/",
        "my/seminars/",
        "my/certificates/",
        "my/record/",
        "my/record/external/",
        "my/translations/",
        "accounts/profile/",
        "accounts/profile/affiliations/add/",
        "accounts/addresses/",
        "accounts/welcome/",
        "courses/c7/",
        "courses/c7/recognise/event-and-reaction/",
        "courses/c7/report/final-test/",
        "seminars/protocol-workshop/",
        "my/notes/",
        "my/questions/",
        "my/questions/{thread:kanokwan@demo.example}/",
        "my/ask/",
        "my/groups/",
        "my/groups/join/",
        "my/lessons/{lesson:c7/judge/the-blind}/notes/",
        "my/lessons/{lesson:c7/judge/the-blind}/print/?notes",
        f"take-part/{WORKSHOP}/",
        f"take-part/{CLINIC}/place/",
        f"take-part/{CLINIC}/pass/",
        f"take-part/{CLINIC}/cancel/",
        "take-part/calendar/",
        "my/seminar-evaluation/{reply:kanokwan@demo.example}/",
    ],
    COORDINATOR: [
        f"my/institutions/{HOSPITAL}/people/",
        f"my/institutions/{HOSPITAL}/renewals/",
        f"my/institutions/{HOSPITAL}/external/",
        f"take-part/site/{HOSPITAL}/",
        f"take-part/site/{HOSPITAL}/name/{{call:capacity-building-visit}}/",
        f"take-part/{VISIT}/letters/",
        f"take-part/{VISIT}/passport/",
        "courses/c1b/quality-and-participants/quality-by-design/",
        "changes/{lesson:c1b/quality-and-participants/quality-by-design}/",
        "learn/attempts/{attempt:sutrisno@demo.example}/result/",
    ],
    APPLICANT: [
        f"take-part/{WORKSHOP}/place/",
        f"take-part/{WORKSHOP}/answers/",
        "take-part/team/{team:Peritoneal trial}/",
        f"take-part/selections/{SELECTION}/countries/TH/",
    ],
    REVIEWER: ["take-part/reviews/", "take-part/reviews/{review:mori@demo.example}/"],
    TEACHER: [
        "my/groups/",
        "my/groups/{group:khoa@demo.example}/",
        "my/groups/{group:khoa@demo.example}/invite/",
        "my/groups/{group:khoa@demo.example}/write/",
        "my/translations/",
    ],
    NOMINEE: ["take-part/nomination/{nomination:siti@demo.example}/"],
}
DESKS = [
    "courses/waiting/",
    "questions-from-learners/",
    "help-desk/?q=anh",
    "groups_desk/",
    "editions/",
    "courses-at-work/",
    "reports/cited-guidelines/",
    "courses/import/",
]
STATUS = {"no-such-page/": 404, "courses/c1b/at-your-site/final-test/": 403}

ROWS = {
    "lesson": "SELECT translation_key FROM wagtailcore_page WHERE url_path = '/en/courses/' || ? || '/'",
    "seminar": "SELECT key FROM seminars_seminar WHERE code = ?",
    "institution": "SELECT key FROM accounts_institution WHERE name = ?",
    "team": "SELECT key FROM seminars_team WHERE name = ?",
    "call": "SELECT key FROM seminars_nominationcall WHERE seminar_id = (SELECT id FROM seminars_seminar WHERE code = ?)",
    "selection": "SELECT key FROM seminars_selection WHERE seminar_id = (SELECT id FROM seminars_seminar WHERE code = ?)",
    # By whose they are.
    "certificate": "SELECT code FROM certificates_certificate WHERE recipient_id = (SELECT id FROM accounts_user WHERE email = ?)",
    "thread": "SELECT key FROM helpdesk_thread WHERE asker_id = (SELECT id FROM accounts_user WHERE email = ?)",
    "review": "SELECT key FROM seminars_review WHERE reviewer_id = (SELECT id FROM accounts_user WHERE email = ?)",
    "nomination": "SELECT key FROM seminars_nomination WHERE person_id = (SELECT id FROM accounts_user WHERE email = ?)",
    "letter": """SELECT l.code FROM seminars_officialletter l JOIN seminars_registration r ON r.id = l.registration_id
        WHERE r.person_id = (SELECT id FROM accounts_user WHERE email = ?)""",
    "reply": """SELECT e.key FROM evaluation_seminarreply e JOIN seminars_registration r ON r.id = e.registration_id
        WHERE r.person_id = (SELECT id FROM accounts_user WHERE email = ?)""",
    "attempt": """SELECT a.key FROM courses_attempt a JOIN courses_enrolment e ON e.id = a.enrolment_id
        WHERE a.submitted_at IS NOT NULL AND e.learner_id = (SELECT id FROM accounts_user WHERE email = ?)""",
    "group": """SELECT c.key FROM courses_cohort c JOIN courses_cohortteacher t ON t.cohort_id = c.id
        WHERE t.person_id = (SELECT id FROM accounts_user WHERE email = ?)""",
}


def with_keys(site: Served, address: str) -> str:
    def key(found) -> str:
        kind, name = found[1].split(":", 1)
        rows = site.rows(ROWS[kind], name)
        assert rows, f"The demonstration has no {found[1]}."
        (value,) = rows[0].values()
        return value if kind in ("certificate", "letter") else str(UUID(value))

    return re.sub(r"\{(.+?)\}", key, address)
