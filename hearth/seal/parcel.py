"""What a phone closes away from the network: sealed to the service's key, and open to nobody there.

HPKE base mode does not say who sealed; a parcel therefore holds its pack's token inside. It is
bound to its pack and its own id, so that it cannot be sent in under another. The phone's half is
`web/static/hearth/away/hpke.js`; a test holds the two to one another.
"""

from uuid import UUID

from hearth.seal import primitives


def context(pack: UUID, parcel: UUID) -> bytes:
    """What a parcel is bound to: 48 bytes."""
    return b"hearth/parcel/1\0" + pack.bytes + parcel.bytes


def close(content: bytes, public: bytes, pack: UUID, parcel: UUID) -> bytes:
    """A parcel, as the phone makes it. Raises InvalidValue for a key that is none."""
    return primitives.sealer(public)(content, context(pack, parcel))


def open_(sealed: bytes, private: bytes, pack: UUID, parcel: UUID) -> bytes:
    """What is in a parcel.

    Raises Sealed for another key, pack or id, or a changed parcel; Tampered for an unknown suite.
    """
    return primitives.opener(private, "parcel")(sealed, context(pack, parcel))
