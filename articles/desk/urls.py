"""URLs of the desk's own pages under /admin/; everything else there is the admin site's."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, path
from django.views.generic import RedirectView
from django.views.i18n import set_language

from articles.desk import operations, queue

desk = admin.site.admin_view

urlpatterns: list[URLPattern | URLResolver] = [
    path("queue/", desk(queue.best), name="queue"),
    path("queue/undo/", desk(queue.undo), name="queue-undo"),
    path("queue/recurring/", desk(queue.recurring), name="queue-recurring"),
    path("queue/<int:pk>/apart/", desk(queue.set_apart), name="queue-apart"),
    path("queue/<int:pk>/", desk(queue.candidate), name="queue-candidate"),
    path("queue/<int:pk>/<slug:decision>/", desk(queue.decide), name="queue-decide"),
    path("language/", set_language, name="desk-language"),
    path("operations/", desk(operations.extraction), name="operations"),
    path("extractions/", RedirectView.as_view(pattern_name="admin:articles_extractionrun_changelist")),
]
