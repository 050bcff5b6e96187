"""Every error that a person can mend: one base, each subclass says what to do next, each message names the fix."""


class AssistantError(Exception):
    """Base of all errors raised on purpose; the message is one sentence that names the fix."""


class UnreadableFile(AssistantError):
    """A file that cannot become text: mend or convert the file, then index it again."""


class FileOutOfReach(UnreadableFile):
    """A file that cannot be opened or held at the moment: nothing is wrong with it, so it is tried again."""


class NothingToIndex(AssistantError):
    """No readable document was found at the given paths: point at a folder or file that holds some."""


class PathMissing(AssistantError):
    """A path given by the person does not exist: correct it."""


class BadAddress(AssistantError):
    """A web address cannot be indexed as it is written: correct it."""


class BadCollection(AssistantError):
    """A collection cannot have this name: choose another one."""


class CollectionMissing(AssistantError):
    """No document of the index is in a collection of that name: the message lists those that there are."""


class IndexMissing(AssistantError):
    """There is no index yet where one is to be read: index some documents first."""


class FolderUnusable(AssistantError):
    """The folder of an index cannot be made or written: name another one, or correct its permissions."""


class IndexLocked(AssistantError):
    """Another process is writing to this index: wait for it or end it."""


class IndexBroken(AssistantError):
    """A stored part of the index cannot be used: rebuild it with 'assistant doctor --repair'.

    `damaged` is True where the manifest itself is, so that repairing means to index anew.
    """

    damaged = False


class DiskFull(AssistantError):
    """There is no room to write: free some space and run the same command again."""


class ServerLost(AssistantError):
    """The Chroma server does not answer, or refuses: start it, or correct its address or token."""


class WatchFailed(AssistantError):
    """The system cannot tell of changes in these folders: poll, or watch fewer."""


class BadPattern(AssistantError):
    """A pattern or a shard that says which files to index is wrong: correct it."""


class ModelMismatch(AssistantError):
    """The index was made with an embedding model that is not there any more: put it back or re-embed."""


class ModelMissing(AssistantError):
    """The folder of an embedding model is not there, or holds none: correct the setting."""


class ModelUnsupported(AssistantError):
    """The embedding model is of a kind that cannot be used, or not with these passages: use another one."""


class DocumentStays(AssistantError):
    """A document's file is where it was indexed from, so that the next sync would bring it back: delete the file."""


class DocumentMissing(AssistantError):
    """The index holds no live document of that name: list the documents to see the names, by `listing`."""

    def __init__(self, name: str, listing: str = "'assistant documents'") -> None:
        super().__init__(f"The index holds no document '{name}': {listing} lists the names.")
        self.name = name
