"""A web server of a test: it keeps what it is sent, and answers, refuses or hangs as it is told."""

import contextlib
import http.server
import json
import ssl
import subprocess
import threading
import time


def make_certificate(folder, name="localhost"):
    """A certificate of its own making for that name; the paths of it and its key."""
    certificate, key = folder / f"{name}.crt", folder / f"{name}.key"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={name}", "-addext",
                    f"subjectAltName=DNS:{name}", "-keyout", key, "-out", certificate], check=True, capture_output=True)
    return certificate, key


def public_key(certificate):
    """As provost.yaml has it."""
    command = f"openssl x509 -in {certificate} -pubkey -noout | openssl pkey -pubin -outform der | openssl dgst -sha256 -binary | base64"
    return "sha256//" + subprocess.run(["sh", "-c", command], check=True, capture_output=True, text=True).stdout.strip()


class Listener:
    """`status` is what all requests are answered with, 0: nothing, until it changes."""

    def __init__(self, certificate=None):
        self.status, self.body = 200, "{}"
        self.got = []  # (method, path, headers, body) of those that were answered well
        self.when = []  # these came
        self.seen = 0  # all of them
        self.changed = threading.Condition()
        listener = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def take(self):
                listener.take(self)

            do_GET = do_POST = do_PUT = do_DELETE = take

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.handle_error = lambda *_: None  # who does not like our certificate goes
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*certificate)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.url = f"{'https' if certificate else 'http'}://localhost:{self.server.server_port}"

    def take(self, request):
        body = request.rfile.read(int(request.headers.get("Content-Length", 0))).decode()
        with self.changed:
            self.seen += 1
            while self.status == 0:
                self.changed.wait()
            status, answer = self.status, self.body.encode()
            if status < 300:
                self.when.append(time.time())
                self.got.append((request.command, request.path, dict(request.headers), body))
        with contextlib.suppress(OSError):
            request.send_response(status)
            request.send_header("Content-Length", str(len(answer)))
            request.end_headers()
            request.wfile.write(answer)

    def answer(self, status, body="{}"):
        with self.changed:
            self.status, self.body = status, body
            self.changed.notify_all()

    def times(self):
        """When each came, and what it was, as JSON."""
        return [(when, json.loads(body)) for when, (_, _, _, body) in zip(list(self.when), list(self.got))]

    def clear(self):
        with self.changed:
            self.when, self.got = [], []

    def bodies(self, path=""):
        """Those sent there, as JSON."""
        return [json.loads(body) for _, where, _, body in list(self.got) if where.startswith(path)]


@contextlib.contextmanager
def listening(certificate=None):
    listener = Listener(certificate)
    thread = threading.Thread(target=listener.server.serve_forever, daemon=True)
    thread.start()
    try:
        yield listener
    finally:
        listener.answer(500)
        listener.server.shutdown()
        listener.server.server_close()
        thread.join()
