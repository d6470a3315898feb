# hvbot as a service. Debian 13's SQLite is newer than the 3.42 that hvbot needs from Python 3.12 on.
#
#   docker build -t hvbot .
#   docker run --read-only --cap-drop ALL -v hvbot:/data --env-file .env hvbot
#
# /data holds hvbot.toml, the database and the team's articles; nothing else is written.

FROM python:3.13-slim-trixie AS build
WORKDIR /src
# The dependencies change more rarely than the sources, so they get a layer of their own.
COPY pyproject.toml LICENSE README.md ./
COPY bot/__init__.py bot/
RUN python -m venv /opt/hvbot \
    && /opt/hvbot/bin/pip install --no-cache-dir --disable-pip-version-check .
COPY knowledge knowledge
COPY bot bot
COPY handlers handlers
RUN /opt/hvbot/bin/pip install --no-cache-dir --disable-pip-version-check --no-deps --force-reinstall . \
    && /opt/hvbot/bin/python -m compileall -q /opt/hvbot/lib

FROM python:3.13-slim-trixie
LABEL org.opencontainers.image.title="hvbot" \
      org.opencontainers.image.licenses="MIT"
RUN useradd --uid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin hvbot \
    && install --directory --owner hvbot --group hvbot --mode 0700 /data
COPY --from=build /opt/hvbot /opt/hvbot
ENV PATH=/opt/hvbot/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HVBOT_LOG=json \
    HVBOT_CONFIG=/data/hvbot.toml \
    HVBOT_ALIVE_FILE=/data/.alive
USER 10001
WORKDIR /data
VOLUME ["/data"]
# hvbot touches the file several times a minute; one that hangs or died no longer does.
HEALTHCHECK --interval=60s --timeout=5s --start-period=60s --retries=3 \
    CMD ["sh", "-c", "find \"$HVBOT_ALIVE_FILE\" -mmin -2 | grep -q ."]
ENTRYPOINT ["hvbot"]
CMD ["run"]
