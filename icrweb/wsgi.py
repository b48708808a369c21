"""The WSGI entry point that gunicorn serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "icrweb.settings")
application = get_wsgi_application()

if os.environ.get("ICRWEB_BENCH") == "1":
    from icrweb.yardstick import beside

    application = beside(application)

# What was loaded stays for good. Looking through all of it again and again for rubbish held up one page in twenty.
gc.collect()
gc.freeze()
