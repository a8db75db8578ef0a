"""Django looks here for admin classes; they are in the desk's room."""

from articles.desk import admin

__all__ = ["admin"]
