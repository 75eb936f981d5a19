"""For a web server: `application`, and the running service behind it."""

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
