"""One line an event, with the id of the request it belongs to; never a query string."""

import logging
from typing import Any


class WithRequestId(logging.Filter):
    """Puts the request's id on each record, for the log and the trail to share."""

    def filter(self, record: logging.LogRecord) -> bool:
        from core.middleware import request_id  # noqa: PLC0415 (settings load before the apps)

        record.request_id = request_id.get() or "-"
        return True


def configuration() -> dict[str, Any]:
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"request_id": {"()": "kap_clinic.settings.logs.WithRequestId"}},
        "formatters": {
            "line": {"format": "%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s"}
        },
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "formatter": "line",
                "filters": ["request_id"],
            }
        },
        "root": {"handlers": ["console"], "level": "INFO"},
        "loggers": {
            "django": {"handlers": [], "level": "INFO", "propagate": True},
            "django.server": {"handlers": ["console"], "level": "INFO", "propagate": False},
            "fontTools": {"level": "WARNING"},
            "weasyprint": {"level": "ERROR"},
        },
    }
