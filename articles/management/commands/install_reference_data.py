from django.core.management.base import BaseCommand

from articles.actions import reference


class Command(BaseCommand):
    help = "Put groups, rating scales and the publication counter in place. Safe to run again."

    def handle(self, *args: object, **options: object) -> None:
        reference.install()
