# The same image runs web, worker and beat.
FROM python:3.13-slim-trixie

# What PDFs need: text layout, fonts.
RUN apt-get update \
 && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core \
 && rm -rf /var/lib/apt/lists/*

ENV PYTHONUNBUFFERED=1 \
    PYTHONTZPATH="" \
    KAP_HOME=/srv/kap \
    DJANGO_SETTINGS_MODULE=kap_clinic.settings.prod

WORKDIR /srv/clinic
COPY requirements/runtime.txt requirements/
RUN pip install --no-cache-dir --require-hashes -r requirements/runtime.txt

COPY . .
# Files are collected with keys that are forgotten with this line.
RUN python -m compileall -q . \
 && SECRET_KEY=only-here FIELD_KEYS="here:$(python -c 'import base64; print(base64.b64encode(bytes(32)).decode())')" \
    DJANGO_SETTINGS_MODULE=kap_clinic.settings.base python manage.py collectstatic --noinput -v 0 \
 && useradd --system --home-dir /srv/kap kap && mkdir -p /srv/kap/media && chown kap: /srv/kap /srv/kap/media

USER kap
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s \
  CMD ["python", "-m", "kap_clinic.probe", "healthz"]
CMD ["gunicorn", "kap_clinic.wsgi:application", "--bind", "0.0.0.0:8000", "--preload", "--workers", "4", \
     "--timeout", "60", "--graceful-timeout", "25", "--max-requests", "5000", "--max-requests-jitter", "500", \
     "--no-control-socket", "--access-logfile", "-", "--access-logformat", "%(t)s %(m)s %(U)s %(s)s %(L)ss"]
