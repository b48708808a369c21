"""The issuer's digital signature on a paper: PAdES (ETSI EN 319 142-1, baseline B), invisible, allowing no later change.

The key and its certificates stand in one PEM file named by ICRWEB_SIGNING_KEY_FILE. A new key signs later papers only; bytes once
recorded are never signed again, so old papers keep the old signature.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from asn1crypto import keys, pem
from asn1crypto import x509 as certificates
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko_certvalidator.registry import SimpleCertificateStore

from .key_files import place

FIELD = "Issuer"


@dataclass(frozen=True)
class Signer:
    """Who signs: the key with its certificate, and the certificates that vouch for it."""

    signer: signers.SimpleSigner
    name: str


def sign(pdf: bytes) -> bytes:
    """The same paper with the issuer's signature appended; unchanged where the operator gave no key."""
    if not settings.SIGNING_KEY_FILE:
        return pdf
    signer = _signer(_key_file())
    facts = signers.PdfSignatureMetadata(
        field_name=FIELD,
        name=signer.name,
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
    )
    # No picture, no place on the page: nothing that a reader of the tagged text would stumble over.
    field = fields.SigFieldSpec(
        FIELD, invis_sig_settings=fields.InvisSigSettings(set_print_flag=True, set_hidden_flag=False, box_out_of_bounds=True)
    )
    signed = BytesIO()
    signers.PdfSigner(facts, signer=signer.signer, new_field_spec=field).sign_pdf(
        IncrementalPdfFileWriter(BytesIO(pdf)), output=signed
    )
    return signed.getvalue()


def _key_file() -> Path:
    path = Path(settings.SIGNING_KEY_FILE)
    if settings.DEMO and not path.exists():
        make_demo_key(path)
    return path


@lru_cache(maxsize=2)
def _signer(path: Path) -> Signer:
    """Read the PEM file: the private key (PKCS #8, no passphrase), its certificate, then those of its issuers."""
    blocks = [(kind, content) for kind, _headers, content in pem.unarmor(path.read_bytes(), multiple=True)]
    own, *chain = [certificates.Certificate.load(content) for kind, content in blocks if kind == "CERTIFICATE"]
    key = next(keys.PrivateKeyInfo.load(content) for kind, content in blocks if kind == "PRIVATE KEY")
    store = SimpleCertificateStore()
    store.register_multiple(chain)
    signer = signers.SimpleSigner(signing_cert=own, signing_key=key, cert_registry=store)
    return Signer(signer, own.subject.native.get("common_name", "icrweb"))


def make_demo_key(path: Path) -> None:
    """A key of the demonstration's own, vouched for by nobody but itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "icrweb demonstration")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=3650))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=True,
                content_commitment=True,
                key_encipherment=False,
                data_encipherment=False,
                key_agreement=False,
                key_cert_sign=False,
                crl_sign=False,
                encipher_only=False,
                decipher_only=False,
            ),
            critical=True,
        )
        .sign(key, hashes.SHA256())
    )
    place(
        path,
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(serialization.Encoding.PEM),
    )
