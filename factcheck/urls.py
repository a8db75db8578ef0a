from django.urls import include, path

urlpatterns = [path("", include("articles.urls"))]

handler500 = "articles.api.problems.server_error"  # a problem below /api/, Django's page elsewhere
