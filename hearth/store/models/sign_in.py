"""By what somebody is found who signs in. A keyed hash: the name itself is nowhere."""

from django.db import models

from hearth.store.models.base import Row
from hearth.store.models.seal import PrincipalRow


class SignInRow(Row):
    """The name or the printed code of a user, as a hash under a key that is not in the database.

    `by_code`: the code is part of the lock. `fresh`: their own secret is still to be chosen.
    """

    principal = models.OneToOneField(PrincipalRow, models.CASCADE, related_name="sign_in")
    name_hash = models.BinaryField(unique=True)
    by_code = models.BooleanField()
    fresh = models.BooleanField(default=True)


class MistakeRow(Row):
    """How often in a row a name, or an address, was wrong. Kept for a day."""

    of_hash = models.BinaryField(unique=True)
    count = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()


class TokenRow(Row):
    """What a program signs in by. As with a session, the token is the key, and is not here.

    `acts`: whether it may do things, and not only read. `used_at`: by the minute.
    """

    principal = models.ForeignKey(PrincipalRow, models.CASCADE, related_name="tokens")
    token_hash = models.BinaryField(unique=True)
    locked = models.BinaryField()
    acts = models.BooleanField()
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class WebhookRow(Row):
    """Where the program of a token is told that it should look. It goes when the token goes.

    for_us, for_owner : the address and the secret, closed to the circle that sends; the address,
    closed to the owner. seq : the last entry of the log that it was told of, or had not to be.
    failures : in a row. off_at : since when it is not called any more, for its failures.
    """

    token = models.OneToOneField(TokenRow, models.CASCADE, related_name="webhook")
    for_us = models.BinaryField()
    for_owner = models.BinaryField()
    seq = models.BigIntegerField()
    made_at = models.DateTimeField()
    next_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    failures = models.PositiveSmallIntegerField(default=0)
    off_at = models.DateTimeField(null=True)
