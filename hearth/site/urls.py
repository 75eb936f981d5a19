"""All addresses, by audience. What an address is called never tells whose page it is."""

from django.urls import include, path

urlpatterns = [
    path("", include("hearth.web.front.urls")),
    path("office/", include("hearth.web.caseworker.urls")),
    path("me/", include("hearth.web.resident.urls")),
    path("home/", include("hearth.web.host.urls")),
    path("join/", include("hearth.web.host.join_urls")),
    path("round/", include("hearth.web.visitor.urls")),
    path("desk/", include("hearth.web.lead.urls")),
    path("figures/", include("hearth.web.manager.urls")),
    path("record/", include("hearth.web.auditor.urls")),
    path("accounts/", include("hearth.web.administrator.urls")),
    path("colleagues/", include("hearth.web.staff.urls")),
    path("results/", include("hearth.web.clinician.urls")),
    path("api/", include("hearth.api.urls")),
]
handler404 = "hearth.web.front.missing"
handler400 = "hearth.web.front.refused"
handler500 = "hearth.web.front.broken"
