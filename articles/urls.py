from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", include("articles.desk.urls")),  # before admin.site: the queue lives at /admin/queue/
    path("admin/", admin.site.urls),
    path("", include("articles.monitoring.urls")),
    path("", include("articles.api.urls")),
    path("", include("articles.letterbox.urls")),
    path("", include("articles.public.urls")),
]
