"""TLS is verified for the name in the address, though we connect to a number."""

import datetime
import socket
import ssl

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from claims.desk.hooks import sending
from tests.hooks import receiver


@pytest.fixture
def certificate(tmp_path):
    """A file with a certificate of example.org, signed by itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "example.org")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("example.org")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "certificate.pem"
    file.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return file


@pytest.fixture
def secure(private, certificate, monkeypatch):
    """A receiver behind TLS, which every name leads to; yields it and its port."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with receiver.running(tls=context) as there:
        port = there.server.server_port
        found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]
        real = socket.getaddrinfo
        monkeypatch.setattr(
            socket,
            "getaddrinfo",
            lambda host, *rest, **more: found if "example" in host else real(host, *rest, **more),
        )
        yield there, port


def post(host, port):
    return sending.post(f"https://{host}:{port}/", content=b"{}", headers={"webhook-id": "msg_1"})


def test_certificate_of_the_name_is_accepted(secure, certificate, monkeypatch):
    there, port = secure
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    answer = post("example.org", port)
    assert (answer.good, answer.error) == (True, "")
    assert len(there.got) == 1


def test_certificate_of_another_name_is_refused(secure, certificate, monkeypatch):
    there, port = secure
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    answer = post("other.example.org", port)
    assert "Hostname mismatch" in answer.error
    assert there.got == []


def test_certificate_that_nobody_vouches_for_is_refused(secure):
    there, port = secure
    answer = post("example.org", port)
    assert "CERTIFICATE_VERIFY_FAILED" in answer.error
    assert there.got == []
