from django.urls import path

from articles.monitoring import csp_reports, metrics, security_txt

app_name = "monitoring"
urlpatterns = [
    path("metrics", metrics.metrics, name="metrics"),
    path("csp-reports/", csp_reports.receive, name="csp-reports"),
    path(".well-known/security.txt", security_txt.security_txt, name="security-txt"),
]
