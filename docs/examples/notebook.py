"""Sign in from a notebook and ask what one may do. Needs nothing but `requests`.

    session = sign_in("https://kasbah.example.com", client_id="client_...")
    session.post(f"{KASBAH}/check", json={"org": "acme", "action": "view", "resource": "dataset:streets"}).json()

Make the client once: POST /v1/orgs/ORG/clients {"name": "Notebooks", "kind": "device", "scopes": ["read"], "first_party": true}
The session refreshes its access token, which is good for an hour, until its person signs out everywhere.
"""

import os
import threading
import time

import requests

DEVICE = "urn:ietf:params:oauth:grant-type:device_code"


class SignIn(requests.auth.AuthBase):
    """The tokens of one sign-in. Each refresh token is good once, so one thread at a time refreshes."""

    def __init__(self, token_endpoint: str, client_id: str, tokens: dict):
        self.token_endpoint, self.client_id = token_endpoint, client_id
        self.lock = threading.Lock()
        self._keep(tokens)

    def _keep(self, tokens: dict) -> None:
        self.access_token, self.refresh_token = tokens["access_token"], tokens.get("refresh_token")
        self.good_until = time.monotonic() + tokens["expires_in"] - 30

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        with self.lock:
            if time.monotonic() > self.good_until and self.refresh_token:
                form = {"grant_type": "refresh_token", "client_id": self.client_id, "refresh_token": self.refresh_token}
                reply = requests.post(self.token_endpoint, data=form, timeout=10)
                if reply.status_code == 400:
                    raise PermissionError("the sign-in has ended: sign in again")
                reply.raise_for_status()
                self._keep(reply.json())
            request.headers["Authorization"] = f"Bearer {self.access_token}"
        return request


def sign_in(kasbah: str, client_id: str, scope: str = "openid offline_access read") -> requests.Session:
    """Shows an address and a code, waits until the person has confirmed them, and answers a session that stays signed in."""
    provider = requests.get(f"{kasbah}/oidc/.well-known/openid-configuration", timeout=10).json()
    begun = requests.post(
        provider["device_authorization_endpoint"], data={"client_id": client_id, "scope": scope}, timeout=10
    )
    begun.raise_for_status()
    device = begun.json()
    print(f"Open {device['verification_uri_complete']}\nand compare the code {device['user_code']}", flush=True)

    wait = device.get("interval", 5)
    ends = time.monotonic() + device["expires_in"]
    while time.monotonic() < ends:
        time.sleep(wait)
        reply = requests.post(
            provider["token_endpoint"],
            data={"grant_type": DEVICE, "client_id": client_id, "device_code": device["device_code"]},
            timeout=10,
        ).json()
        if "access_token" in reply:
            session = requests.Session()
            session.auth = SignIn(provider["token_endpoint"], client_id, reply)
            return session
        if reply["error"] == "slow_down":
            wait += 5
        elif reply["error"] != "authorization_pending":
            raise PermissionError(reply.get("error_description", reply["error"]))
    raise TimeoutError("nobody confirmed the code in time")


if __name__ == "__main__":
    KASBAH = os.environ["KASBAH_PUBLIC_URL"]
    me = sign_in(KASBAH, os.environ["CLIENT_ID"])
    who = me.get(f"{KASBAH}/v1/whoami", timeout=10).json()
    question = {"org": who["org"], "action": "datasets.create", "resource": "org", "explain": True}
    answer = me.post(f"{KASBAH}/check", json=question, timeout=10).json()
    print("May I create datasets?", answer["allowed"], answer["explanation"])
    print(who["subject"])
