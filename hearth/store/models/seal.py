"""Principals, items and grants. Nothing in these rows can be read without a key."""

from django.db import models

from hearth.store.models.base import Row


class PrincipalRow(Row):
    """A user or a circle. `locked` is a user's private key under their own secret.

    `role` is the audience of a user, or the name of a circle. For allauth this is the user:
    it finds an id here, and nothing about anybody.
    """

    USERNAME_FIELD = "id"
    REQUIRED_FIELDS = ()
    is_anonymous = False
    is_authenticated = True

    role = models.CharField(max_length=32)
    is_circle = models.BooleanField(default=False)
    public_key = models.BinaryField()
    locked = models.BinaryField(null=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        # Circles and staff are few among residents; every act asks for a circle.
        indexes = (models.Index(fields=["role"], name="principals_by_role"),)


class MemberRow(Row):
    """A circle's private key, sealed to one member."""

    circle = models.ForeignKey(PrincipalRow, models.PROTECT, related_name="members")
    member = models.ForeignKey(PrincipalRow, models.PROTECT, related_name="circles")
    sealed = models.BinaryField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["circle", "member"], name="member_once"),)


class ShareRow(Row):
    """A circle's private key, sealed to one holder inside a seal to another: two open it."""

    circle = models.ForeignKey(PrincipalRow, models.PROTECT, related_name="shares")
    first = models.ForeignKey(PrincipalRow, models.PROTECT, related_name="+")
    second = models.ForeignKey(PrincipalRow, models.PROTECT, related_name="+")
    blob = models.BinaryField()


class SessionRow(Row):
    """A sign-in. The cookie is the key; here are only its hash and what it unlocks.

    `stage` is how far the sign-in is. `kept`: what was typed when it was locked, and what else
    must last from one request to the next; the cookie alone opens it.
    `paused_at`: since when the device is in other hands; until it is taken back it opens nothing.
    """

    principal = models.ForeignKey(PrincipalRow, models.CASCADE, related_name="sessions")
    token_hash = models.BinaryField(unique=True)
    locked = models.BinaryField()
    ends_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    stage = models.CharField(max_length=8, default="open")
    kept = models.BinaryField(default=b"")
    paused_at = models.DateTimeField(null=True)


class ItemRow(Row):
    """One sealed fact about `subject`. The compartment says who may ever be granted it."""

    subject = models.UUIDField(db_index=True)
    compartment = models.CharField(max_length=32)
    kind = models.CharField(max_length=64)
    version = models.PositiveIntegerField(default=0)
    body = models.BinaryField()

    class Meta:
        indexes = (models.Index(fields=["compartment", "kind"]),)


class RetiredKeyRow(Row):
    """The key that a circle had before, sealed to the one it has now, while grants still need it.

    `total` is how many grants were under it when it was retired.
    """

    circle = models.ForeignKey(PrincipalRow, models.PROTECT, related_name="retired")
    sealed = models.BinaryField()
    total = models.PositiveIntegerField()
    began_at = models.DateTimeField()


class GrantRow(Row):
    """The key of one item, sealed to one principal. `because` is the consent or release it is.

    `under` is the circle's earlier key where it is still sealed to that one. One that `rests`
    opens nothing until the lead wakes it.
    """

    item = models.ForeignKey(ItemRow, models.CASCADE, related_name="grants")
    to = models.ForeignKey(PrincipalRow, models.PROTECT, related_name="grants")
    wrapped = models.BinaryField()
    because = models.UUIDField(null=True)
    under = models.ForeignKey(RetiredKeyRow, models.PROTECT, null=True, related_name="grants")
    rests = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["item", "to", "because"], name="granted_once"),
        )
        indexes = (  # a yes is taken back without a look at every key there is
            models.Index(
                fields=["because"],
                condition=models.Q(because__isnull=False),
                name="grants_by_reason",
            ),
        )
