"""Triggers that make a table append-only, and the one exception: a content row may be blanked, never rewritten."""

import pgtrigger


def refuse_delete_and_truncate() -> list[pgtrigger.Trigger]:
    return [
        pgtrigger.Protect(name="refuse_delete", operation=pgtrigger.Delete),
        pgtrigger.Trigger(
            name="refuse_truncate",
            level=pgtrigger.Statement,
            when=pgtrigger.Before,
            operation=pgtrigger.Truncate,
            func="RAISE EXCEPTION 'TRUNCATE is refused' USING ERRCODE = 'integrity_constraint_violation';",
        ),
    ]


def append_only() -> list[pgtrigger.Trigger]:
    return [pgtrigger.Protect(name="refuse_update", operation=pgtrigger.Update), *refuse_delete_and_truncate()]


def erasable(*contents: str, key: str) -> list[pgtrigger.Trigger]:
    """Triggers for a content row whose `contents` may be set to NULL once, together with `redacted_at`."""
    kept = " OR ".join(f"(NEW.{name} IS NOT NULL AND NEW.{name} IS DISTINCT FROM OLD.{name})" for name in contents)
    blanked = " AND ".join(f"NEW.{name} IS NULL" for name in contents)
    untouched = " AND ".join(f"NEW.{name} IS NOT DISTINCT FROM OLD.{name}" for name in contents)
    return [
        pgtrigger.Trigger(
            name="only_erasure",
            when=pgtrigger.Before,
            operation=pgtrigger.Update,
            func=f"""
            IF NEW.{key} IS DISTINCT FROM OLD.{key} OR {kept}
               OR (OLD.redacted_at IS NOT NULL AND NEW.redacted_at IS DISTINCT FROM OLD.redacted_at)
               OR NOT (({untouched} AND NEW.redacted_at IS NOT DISTINCT FROM OLD.redacted_at)
                       OR ({blanked} AND NEW.redacted_at IS NOT NULL)) THEN
                RAISE EXCEPTION 'a content row can be erased, not rewritten' USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            RETURN NEW;
            """,
        ),
        *refuse_delete_and_truncate(),
    ]
