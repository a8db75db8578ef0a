from django.urls import include, path

urlpatterns = [path("", include("articles.urls"))]

handler500 = "articles.outages.server_error"  # a problem below /api/, a page elsewhere; 503 while the database is away
