# One image for the API and the worker: `serve` is the default, `worker` shares the load.
FROM python:3.11-slim-bookworm AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /build
RUN python -m venv /opt/sundial
COPY requirements.lock requirements-dev.lock ./
# The build backend comes from the development lock; it stays in this stage.
RUN /opt/sundial/bin/pip install --require-hashes --only-binary=:all: -r requirements.lock \
    && python -m venv /opt/builder \
    && /opt/builder/bin/pip install --require-hashes --only-binary=:all: -r requirements-dev.lock
COPY pyproject.toml README.md LICENSE ./
COPY app app
COPY solver solver
COPY forecasting forecasting
RUN /opt/builder/bin/python -m hatchling build -t wheel -d dist \
    && /opt/sundial/bin/pip install --no-deps dist/*.whl

FROM python:3.11-slim-bookworm
ENV PYTHONUNBUFFERED=1 PYTHONTZPATH="" SUNDIAL_HOME=/data PATH=/opt/sundial/bin:$PATH
RUN useradd --create-home --uid 10001 sundial && mkdir /data && chown sundial /data
COPY --from=build /opt/sundial /opt/sundial
USER sundial
VOLUME /data
EXPOSE 8000
HEALTHCHECK CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/v1/health', timeout=3)"]
ENTRYPOINT ["sundial"]
# A public address needs API keys: the service refuses to start there without SUNDIAL_ACCESS=keys.
ENV SUNDIAL_ACCESS=keys
CMD ["serve", "--host", "0.0.0.0", "--port", "8000"]
