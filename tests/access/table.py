"""Who may ask for which address, and who may see somebody else's name there. test_access.py walks every address and asks.

An address that is not here fails the test: whoever adds one says here, or in admin_table.py, who it is for.
"""

from tests.access.admin_table import ADMIN_TABLE
from tests.access.roles import ADMIN, ANYONE, OPEN, OWN_PAGES, OWNERS_ONLY, Row, roles

TABLE = {
    # Machines and frames
    "livez": OPEN,
    "readyz": OPEN,
    "robots": OPEN,
    "sitemap": OPEN,
    "sitemap_part": OPEN,
    "image": OPEN,
    "root": OPEN,
    # Recordings: whoever may read a page that shows one; there is none here, so they answer nobody but staff
    "media:file": Row(ADMIN),
    "media:captions": Row(ADMIN),
    "search": OPEN,
    "changes": OPEN,  # of pages that the visitor may read
    "course_feed": OPEN,
    "seminar_feed": OPEN,
    "cover": OPEN,  # of courses for everybody only
    "site_cover": OPEN,
    "choices": OPEN,
    "styleguide": OPEN,
    "calendars:feed": OPEN,  # whoever has the address; no name is in it
    "short_check": OPEN,
    "short_verification": OPEN,
    "short_letter_check": OPEN,
    "short_letter": OPEN,
    "statement_schema": OPEN,
    "wagtail_serve": OPEN,  # each page type has its own row below
    # Signing in: forms that anyone may open; they know no other person
    "sign_in": OPEN,
    "account_login": OPEN,
    "account_request_login_code": OPEN,
    "account_confirm_login_code": OPEN,
    "account_logout": OPEN,
    "account_inactive": OPEN,
    "account_signup": OPEN,
    "account_email_verification_sent": OPEN,
    "account_reset_password": OPEN,
    "account_confirm_password_reset_code": OPEN,
    "account_complete_password_reset": OPEN,
    "account_password_reset_completed": OPEN,
    "accounts:outbox": OPEN,
    # One's own account
    "account_reauthenticate": OWN_PAGES,
    "account_email": OWN_PAGES,
    "account_change_password": OWN_PAGES,
    "account_set_password": OWN_PAGES,
    "accounts:root": OPEN,  # leads to the profile
    "accounts:welcome": OWN_PAGES,
    "accounts:profile": OWN_PAGES,
    "accounts:add_affiliation": OWN_PAGES,
    "accounts:end_affiliation": OWNERS_ONLY,
    "accounts:share": OWNERS_ONLY,
    "my:learning": OWN_PAGES,
    "seminars:own_calendar": OWN_PAGES,
    "seminars:make_feed": OWN_PAGES,
    "seminars:revoke_feed": OWN_PAGES,
    "seminars:tell_me": OWN_PAGES,
    "seminars:stop_watching": OPEN,  # whoever has the address from the mail; no name is shown
    "seminars:reminders": OWN_PAGES,
    "seminars:stop_reminders": OPEN,  # whoever has the address from the mail; no name is shown
    "my:seminars": OWN_PAGES,
    "my:certificates": OWN_PAGES,
    "my:translations": OWN_PAGES,
    # Certificates: whoever has the number reads what the paper states; the paper itself is its holder's and staff's
    "certificates:check": OPEN,
    "certificates:batch": OPEN,
    "certificates:report": OPEN,
    "certificates:paper_by_hash": OPEN,
    "certificates:verify": Row(ANYONE, sees=ANYONE),
    "certificates:verify_json": Row(ANYONE, sees=ANYONE),
    "certificates:ask": OWNERS_ONLY,
    "certificates:check_badge": OPEN,
    "certificates:ask_badge": OWNERS_ONLY,
    "certificates:share_badge": OWNERS_ONLY,
    # Badges: names nobody; the holder of this one shares it, or anyone could not fetch it
    "badges:badge": OPEN,
    "badges:status_list": OPEN,
    "did": OPEN,
    "certificates:paper": Row(roles("director"), sees=roles("director")),
    # The training record: one's own; by a link, whoever has its address
    "training:own": OWN_PAGES,
    "training:make_link": OWN_PAGES,
    "training:revoke_link": OWNERS_ONLY,
    "training:ask_for_paper": OWN_PAGES,
    "training:paper": OWNERS_ONLY,
    "training:shared": Row(ANYONE, sees=ANYONE),
    # External training: one's own; its file to staff who check; at an institution its coordinators, and never their own
    "training:add_external": OWN_PAGES,
    "training:external_file": Row(roles("helper", "director")),
    "training:withdraw_external": OWNERS_ONLY,
    "training:site_external": OWNERS_ONLY,
    "training:site_external_one": OWNERS_ONLY,
    "training:site_people": OWNERS_ONLY,
    "training:site_person": OWNERS_ONLY,
    "external": Row(roles("helper", "director"), sees=roles("helper", "director")),
    "external_one": Row(roles("helper", "director"), sees=roles("helper", "director")),
    # Renewals: coordinators of the institution, here the owner; the address that stops reminders is in the mail and names nobody
    "training:renewals": OWNERS_ONLY,
    "training:stop_reminders": OPEN,
    # Studying
    "courses:enrol": OWN_PAGES,
    "courses:leave": OWNERS_ONLY,
    "courses:glossary": OPEN,
    "courses:move_up": OWNERS_ONLY,
    "courses:lesson_done": OWNERS_ONLY,
    "courses:lesson_place": OWNERS_ONLY,
    "courses:take_over": OWNERS_ONLY,
    "courses:choose_path": OWN_PAGES,
    "courses:drop_path": OWN_PAGES,
    "courses:lesson_watched": OWNERS_ONLY,
    "courses:lesson_transcript": OWNERS_ONLY,
    "courses:lesson_check": Row(ANYONE),
    "courses:start_attempt": OWN_PAGES,
    "courses:attempt": OWNERS_ONLY,
    "courses:answer": OWNERS_ONLY,
    "courses:overview": OWNERS_ONLY,
    "courses:hand_in": OWNERS_ONLY,
    "courses:result": OWNERS_ONLY,
    "courses:practice": OWNERS_ONLY,
    "courses:begin_practice": OWNERS_ONLY,
    "courses:end_practice": OWNERS_ONLY,
    "courses:practice_round": OWNERS_ONLY,
    "courses:stop_practice": OPEN,
    # Notes and questions: one's own; at a lesson, for who may read it (here who studies it, and staff)
    "helpdesk:lesson_notes": Row(ADMIN),
    "helpdesk:ask_here": Row(ADMIN),
    "helpdesk:print_lesson": Row(ADMIN),
    "helpdesk:notes": OWN_PAGES,
    "helpdesk:notes_print": OWN_PAGES,
    "helpdesk:notes_text": OWN_PAGES,
    "helpdesk:note": OWNERS_ONLY,
    "helpdesk:note_delete": OWNERS_ONLY,
    "helpdesk:threads": OWN_PAGES,
    "helpdesk:thread": OWNERS_ONLY,
    "helpdesk:ask": OPEN,
    # Evaluations: one's own; the address that stops the mails is in the mail and nowhere else, and names nobody
    "evaluation:after": OWNERS_ONLY,
    "evaluation:later": OWNERS_ONLY,
    "evaluation:check": OWNERS_ONLY,
    "evaluation:stop": OPEN,
    "evaluation:after_seminar": OWNERS_ONLY,
    "evaluation:stop_seminar_mails": OPEN,
    "evaluation:outcomes": OWNERS_ONLY,
    "evaluation:withdraw_outcome": OWNERS_ONLY,
    "evaluation:supervisor": Row(ANYONE, sees=ANYONE),  # whoever has the link that was mailed to the supervisor
    # Groups: the owner teaches one and is in it; teachers are no staff, and staff are no teachers
    "groups:index": OWN_PAGES,
    "groups:join": OWN_PAGES,
    "groups:accept": OWNERS_ONLY,
    "groups:leave": OWNERS_ONLY,
    "groups:reminders": OWNERS_ONLY,
    "groups:group": OWNERS_ONLY,
    "groups:export": OWNERS_ONLY,
    "groups:invite": OWNERS_ONLY,
    "groups:write": OWNERS_ONLY,
    "groups:key": OWNERS_ONLY,
    "groups:member": OWNERS_ONLY,
    # Taking part: the address names the seminar, and shows each their own place
    "seminars:invitation": OPEN,  # the link is the proof; its page names nobody
    "seminars:form_team": OWN_PAGES,
    "seminars:team": OWNERS_ONLY,
    "seminars:join_team": OPEN,  # the link is the proof; its page names nobody but the team
    "seminars:site_nominations": OWNERS_ONLY,  # of coordinators, each at their institutions
    "seminars:nominate": OWNERS_ONLY,
    "seminars:nominate_instead": OWNERS_ONLY,
    "seminars:nomination": OWNERS_ONLY,
    "seminars:register": OWN_PAGES,
    "seminars:place": OWNERS_ONLY,
    "seminars:accept": OWNERS_ONLY,
    "seminars:cancel": OWNERS_ONLY,
    "seminars:calendar": OWNERS_ONLY,
    "seminars:pass": OWNERS_ONLY,
    "seminars:answers": OWNERS_ONLY,
    "seminars:after_acceptance": OWNERS_ONLY,
    "seminars:draft": OWN_PAGES,
    "seminars:application_file": Row(roles("organizer")),  # and whose it is
    # Official letters: whoever has the code reads what the letter states; the paper itself is its person's and staff's
    "seminars:ask_letter": OPEN,
    "seminars:check_letter": Row(ANYONE, sees=ANYONE),
    "seminars:letter_pdf": Row(roles("organizer", "director")),
    "seminars:letters": OWNERS_ONLY,
    "seminars:passport": OWNERS_ONLY,
    "seminars:take_back_passport": OWNERS_ONLY,
    # Endorsing and putting in order: coordinators of the institution, the delegate of the country; here the owner is both
    "seminars:endorsements": OWNERS_ONLY,
    "seminars:endorsement": OWNERS_ONLY,
    "seminars:country": OWNERS_ONLY,
    "seminars:reviews": OWN_PAGES,
    "seminars:review": OWNERS_ONLY,
    "seminars:room": OWNERS_ONLY,
    "seminars:material": Row(roles("organizer", "director")),  # and who has a place
    # Translations: lists and words for who begins, writes or reviews; who publishes opens what is to be published
    **{
        f"translating:{name}": Row(roles("translator", "medical_reviewer", "editor"))
        for name in ("index", "begin_page", "begin_below", "begin_snippet", "draft")
    },
    **{f"translating:{name}": Row(roles("translator", "medical_reviewer", "editor", "director")) for name in ("editor", "preview")},
    "translating:changes": Row(ADMIN),  # each sees what they may class
    "translating:change": Row(roles("director")),
    **ADMIN_TABLE,
    # Doors that are closed, and Wagtail's ways in that lead to ours
    "admin/login/": OPEN,
    "^admin/password_reset/": OWNERS_ONLY,
    "^admin/bulk/accounts/user/": OWNERS_ONLY,
    "admin/account/": Row(ADMIN),
    "admin/^.*/$": OWNERS_ONLY,  # whatever else stands below /admin/: not found
    "admin/test404/": Row(ADMIN),  # Wagtail's look at its own error page
    "wagtailadmin_login": OPEN,
    "wagtailcore_login": OPEN,
    "wagtailadmin_logout": OPEN,
    "wagtailadmin_sprite": OPEN,  # icons
    "wagtailadmin_javascript_catalog": OPEN,  # words of scripts
    "wagtailcore_authenticate_with_password": OPEN,  # 404: shared passwords are off
    "wagtaildocs_authenticate_with_password": OPEN,
    "wagtaildocs_serve": OPEN,  # closed pages and private collections keep theirs: tests/pages/test_documents.py
}

# Addresses that answer nobody here: closed doors, and steps of a way that nobody in this test is on.
CLOSED = {
    "translating_words_file",  # of a translator who sent it in: tests/translating/exchange/test_pages.py
    "translating_terms_file",  # of an editor who sent it in: tests/translating/test_terms.py
    "training:site_person",  # the same: nobody vouches for themselves
    "training:site_external_one",  # the owner's own: somebody else checks it (tests/training/external/test_pages.py)
    "^admin/password_reset/",
    "^admin/bulk/accounts/user/",
    "wagtailusers_users:delete",
    "wagtailcore_authenticate_with_password",
    "wagtailcore_login",  # pages are served before it; people sign in at the one way
    "wagtaildocs_authenticate_with_password",
    "wagtaildocs_serve",
    "seminars_desk:door_send",  # takes in what a phone saw of a sitting of today: tests/seminars/test_door.py
    "seminars:room",  # a code is taken while a sitting goes on: tests/seminars/test_room.py
    "seminars:pass",  # the seminar there is online, without a door
    "image",
    "admin/^.*/$",
    "admin/test404/",
}

# Other people's admin, one row a namespace or family. Who is let in further is Wagtail's to decide by permissions; that nobody
# but staff gets in, and that none of it shows a learner's name, is ours to try.
FAMILIES = {
    "wagtailadmin_": ADMIN,
    "wagtail_bulk_action": ADMIN,
    "wagtaildocs": ADMIN,
    "wagtailembeds": ADMIN,
    "wagtailimages": ADMIN,
    "wagtaillocales": ADMIN,
    "wagtailmedia:": ADMIN,
    "wagtailsettings": ADMIN,
    "wagtailsites": ADMIN,
    "wagtailsnippet": ADMIN,
    "wagtailusers_groups": ADMIN,
}

# Our snippets' own pages in the admin, a namespace each: questions carry the key of every test.
VIEWSETS = {
    "wagtailsnippets_courses_question": Row(roles("editor", "translator", "medical_reviewer", "director")),
    "wagtailsnippets_courses_case": Row(roles("editor", "translator", "medical_reviewer", "director")),
    "wagtailsnippets_translating_term": Row(roles("editor", "translator", "medical_reviewer")),
    "wagtailsnippets_courses_questionbank": Row(roles("editor")),
    "wagtailsnippets_courses_objective": Row(roles("editor", "translator", "medical_reviewer")),
    "wagtailsnippets_media_recording": Row(roles("editor", "translator", "medical_reviewer")),
    "wagtailsnippets_certificates_requirement": Row(roles("editor", "director")),
    "wagtailsnippets_certificates_body": Row(roles("editor")),
    "wagtailsnippets_certificates_achievement": Row(roles("editor")),
    # Choosers show short names to all staff, and no key.
    "wagtailsnippetchoosers_courses_question": Row(ADMIN),
    "wagtailsnippetchoosers_courses_case": Row(ADMIN),
    "wagtailsnippetchoosers_courses_questionbank": Row(ADMIN),
    "wagtailsnippetchoosers_courses_objective": Row(ADMIN),
    "wagtailsnippetchoosers_media_recording": Row(ADMIN),
}

# Page types: who gets more than a page that says how to get in. Nobody sees a learner's name on one.
PAGES = {
    "front.HomePage": ANYONE,
    "pages.StandardPage": ANYONE,
    "pages.NetworkPage": ANYONE,
    "courses.CourseIndexPage": ANYONE,
    "courses.CoursePage": ANYONE,
    "courses.ModulePage": ANYONE,
    "courses.LessonPage": ANYONE,
    "courses.QuizPage": ANYONE,
    "courses.PathIndexPage": ANYONE,
    "courses.PathPage": ANYONE,
    "seminars.SeminarIndexPage": ANYONE,
    "seminars.SeminarPage": ANYONE,
}
