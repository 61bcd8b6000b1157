"""Sign in from a notebook and ask what one may do. Needs nothing but `requests`.

    session = sign_in("https://kasbah.example.com", client_id="client_...")
    session.post(f"{KASBAH}/check", json={"org": "acme", "action": "view", "resource": "dataset:streets"}).json()

Make the client once: POST /v1/orgs/ORG/clients {"name": "Notebooks", "kind": "device", "scopes": ["read"], "first_party": true}
"""

import os
import time

import requests

DEVICE = "urn:ietf:params:oauth:grant-type:device_code"


def sign_in(kasbah: str, client_id: str, scope: str = "openid offline_access read") -> requests.Session:
    """Shows an address and a code, waits until the person has confirmed them, and answers a session that is signed in."""
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
            session.headers["Authorization"] = f"Bearer {reply['access_token']}"
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
