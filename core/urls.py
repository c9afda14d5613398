"""The house's own pages: the theme and the gallery of components."""

from django.urls import path

from core.views import gallery, theme

app_name = "core"
urlpatterns = [
    path("theme/", theme.choose, name="theme"),
    path("keys/", theme.keys, name="keys"),
    path("gallery/", gallery.gallery, name="gallery"),
    path("gallery/<slug:name>/", gallery.shell, name="gallery_shell"),
]
