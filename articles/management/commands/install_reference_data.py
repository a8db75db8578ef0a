from django.core.management.base import BaseCommand

from articles.actions import public_index, reference


class Command(BaseCommand):
    help = "Put groups, rating scales and the publication counter in place, and seal what stands. Safe to run again."

    def handle(self, *args: object, **options: object) -> None:
        reference.install()
        public_index.rebuild_unsealed()
