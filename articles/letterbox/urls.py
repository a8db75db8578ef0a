"""URLs of the letterbox. A token is all that leads to a tip, and nobody guesses it."""

from django.urls import path

from articles.letterbox import sending, status

app_name = "letterbox"
urlpatterns = [
    path("tips/", sending.form, name="form"),
    path("tips/<slug:token>/", status.of_a_tip, name="status"),
]
