"""A little OpenID Connect provider that speaks real HTTP and signs with real keys, for tests/test_oidc.py.

It is as strict as the real ones: a code is good once, for the party, the address and the PKCE challenge it was
made for. What it tells, how it signs and how it fails is set from the tests.
"""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT_ID, SECRET = "osloregionen", "en hemmelighet"


def made_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Provider:
    def __init__(self) -> None:
        self.key, self.kid = made_key(), "nøkkel-1"
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.reset()
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def reset(self) -> None:
        """As a provider is on a good day, with Kari logging in."""
        self.person = {"sub": "kari-1", "email": "kari@kommune.example", "email_verified": True}
        self.info: dict | None = None  # what userinfo tells, when not the same
        self.claims: Callable[[dict], dict] = lambda claims: claims
        self.sign: Callable[[dict], object] = self.signed
        self.answers: dict[str, Callable[[BaseHTTPRequestHandler], None]] = {}  # a path that fails, and how
        self.config: dict = {}
        self.grants: dict[str, dict] = {}
        self.asked: list[str] = []
        self.let_go = threading.Event()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def signed(self, claims: dict, *, key=None, algorithm: str = "RS256", kid: str | None = "nøkkel-1") -> str:
        headers = {"kid": kid} if kid else {}
        return jwt.encode(claims, key or self.key, algorithm, headers=headers)

    # ── ways to fail ─────────────────────────────────────────────────────────────────────────────

    def hang_up(self, handler) -> None:
        handler.close_connection = True

    def say_nothing(self, handler) -> None:
        self.let_go.wait(5)
        handler.close_connection = True

    def page(self, handler) -> None:
        self._send(handler, 200, b"<!doctype html><title>Vedlikehold</title>", "text/html")

    def server_error(self, handler) -> None:
        self._send(handler, 503, b"{}", "application/json")

    # ── the five addresses ───────────────────────────────────────────────────────────────────────

    def _describe(self, handler) -> None:
        self._json(
            handler,
            {
                "issuer": self.url,
                "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token",
                "jwks_uri": f"{self.url}/jwks",
                "userinfo_endpoint": f"{self.url}/userinfo",
                "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
            }
            | self.config,
        )

    def _authorize(self, handler) -> None:
        asked = {key: values[0] for key, values in parse_qs(urlsplit(handler.path).query).items()}
        back = {"state": asked["state"]}
        sound = (
            asked["client_id"] == CLIENT_ID
            and asked["response_type"] == "code"
            and set(asked["scope"].split()) == {"openid", "profile", "email"}
            and asked["code_challenge_method"] == "S256"
        )
        if not sound:
            back["error"] = "invalid_request"
        elif self.person is None:
            back["error"] = "access_denied"
        else:
            back["code"] = secrets.token_urlsafe(8)
            self.grants[back["code"]] = asked
        handler.send_response(302)
        handler.send_header("Location", f"{asked['redirect_uri']}?{urlencode(back)}")
        handler.end_headers()

    def _token(self, handler) -> None:
        length = int(handler.headers["Content-Length"])
        told = {key: values[0] for key, values in parse_qs(handler.rfile.read(length).decode()).items()}
        grant = self.grants.pop(told.get("code"), None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(told.get("code_verifier", "").encode()).digest())
        sound = (
            grant is not None
            and (told["client_id"], told["client_secret"]) == (CLIENT_ID, SECRET)
            and told["redirect_uri"] == grant["redirect_uri"]
            and challenge.decode().rstrip("=") == grant["code_challenge"]
        )
        if not sound:
            return self._json(handler, {"error": "invalid_grant"}, 400)
        now = int(time.time())
        claims = {"iss": self.url, "aud": CLIENT_ID, "iat": now, "exp": now + 300, "nonce": grant["nonce"]}
        answer = {"access_token": "adgang", "token_type": "Bearer", "expires_in": 300}
        id_token = self.sign(self.claims(claims | self.person))
        self._json(handler, answer | ({} if id_token is None else {"id_token": id_token}))

    def _jwks(self, handler) -> None:
        key = jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        self._json(handler, {"keys": [key | {"kid": self.kid, "use": "sig", "alg": "RS256"}]})

    def _userinfo(self, handler) -> None:
        self._json(handler, self.person if self.info is None else self.info)

    def _handler(self):
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def answer(self) -> None:
                path = urlsplit(self.path).path
                provider.asked.append(path)
                usual = {
                    "/.well-known/openid-configuration": provider._describe,
                    "/authorize": provider._authorize,
                    "/token": provider._token,
                    "/jwks": provider._jwks,
                    "/userinfo": provider._userinfo,
                }
                provider.answers.get(path, usual[path])(self)

            do_GET = do_POST = answer

            def log_message(self, *args) -> None:
                pass

        return Handler

    def _json(self, handler, content, status: int = 200) -> None:
        self._send(handler, status, json.dumps(content).encode(), "application/json")

    def _send(self, handler, status: int, body: bytes, kind: str) -> None:
        handler.send_response(status)
        handler.send_header("Content-Type", kind)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)
