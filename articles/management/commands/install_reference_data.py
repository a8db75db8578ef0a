from django.core.management.base import BaseCommand

from articles.actions import public_index, redactions, reference


class Command(BaseCommand):
    help = "Put groups, rating scales and the publication counter in place, and bring what stands up to this release. Safe to run again."

    def handle(self, *args: object, **options: object) -> None:
        reference.install()
        public_index.rebuild_stale()
        redactions.finish_earlier()
