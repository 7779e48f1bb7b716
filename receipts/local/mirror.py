"""Folders that follow buckets."""

from pathlib import Path

from receipts.local.files import write_whole


class Mirror:
    """Each object put into a followed bucket becomes a file of the same name."""

    def __init__(self) -> None:
        self._directories: dict[str, Path] = {}

    def follow(self, bucket: str, directory: Path) -> None:
        """Begin; a bucket that is followed already stays where it is."""
        if bucket not in self._directories:
            directory.mkdir(parents=True, exist_ok=True)
            self._directories[bucket] = directory.resolve()

    def keep(self, bucket: str, key: str, data: bytes) -> None:
        """Write the object's current bytes; other buckets are none of our business."""
        directory = self._directories.get(bucket)
        if directory is None:
            return
        path = (directory / key).resolve()
        if not path.is_relative_to(directory):
            raise ValueError(f"{key!r} would be written outside of {directory}")
        write_whole(path, data)
