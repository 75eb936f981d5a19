"""What stands in place of a page when a session was left alone: it asks for the secret.

A form that was sent meanwhile is kept, sealed under the cookie, and can be sent again.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from hearth.entry.visit import Visit
from hearth.store import sessions

# Their own words are in no form that a script sends by itself: it learns that it must wait.
BY_SCRIPT = ("HX-Request", "X-Requested-With")
PRESSED = "X-Pressed"  # somebody pressed the button, and the script only carries what they sent


def instead(request: Visit, said: str = "", back: str = "") -> HttpResponse:
    """The lock in place of this page. `back`: where to go on, else the address asked for."""
    if is_by_script(request):
        return HttpResponse("locked", status=401, content_type="text/plain")
    if request.method == "POST" and not back:
        _keep(request)
        back = AGAIN
    response = render(
        request,
        "components/locked.html",
        {"said": said, "back": back or request.get_full_path()},
    )
    response.headers["X-Locked"] = "1"
    return response


AGAIN = "/again"


def is_by_script(request: HttpRequest) -> bool:
    """Whether a page's script sent this by itself, and nobody pressed anything."""
    if PRESSED in request.headers:
        return False
    mode = request.headers.get("Sec-Fetch-Mode", "navigate")
    return mode != "navigate" or any(name in request.headers for name in BY_SCRIPT)


def _keep(request: Visit) -> None:
    fields = [
        [name, value]
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken"
        for value in values
    ]
    posted = {"to": request.get_full_path(), "fields": fields, "files": bool(request.FILES)}
    sessions.keep(request.COOKIES[settings.SESSION_COOKIE], posted=posted)
