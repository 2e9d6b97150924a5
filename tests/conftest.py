"""Properties are judged by what they say, never by how long a loaded machine takes for one example."""

from hypothesis import settings

settings.register_profile("wenban", deadline=None)
settings.load_profile("wenban")
