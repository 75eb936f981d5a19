"""Files that somebody sends: at most so big, in memory, and never written to a disk in clear."""

from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest

MOST_BYTES = 10_000_000
KEPT_BYTES = 10_500_000  # of a whole request: the file, and the fields beside it


class AtMost(FileUploadHandler):
    """Lets a file through up to MOST_BYTES. Of a bigger one the rest is thrown away as it comes.

    The fields that stand before the file in its form arrive all the same.
    """

    _received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Count the chunk and hand it on."""
        self._received += len(raw_data)
        if self._received > MOST_BYTES:
            raise StopUpload(connection_reset=False)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Whoever keeps the file says when it is there."""


def is_too_big(request: HttpRequest) -> bool:
    """Whether a file was sent that is bigger than may be: it is not in `request.FILES` then."""
    said = request.META.get("CONTENT_LENGTH") or "0"
    return not request.FILES and said.isdigit() and int(said) > MOST_BYTES
