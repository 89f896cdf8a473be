"""Everything that can fail, on one page; each message ends with the way out.

MinutebookError
  WrongUse                 the caller can mend it by calling otherwise (exit code 2)
    SettingsError          a setting names something that isn't there
    HomeError              HomeLocked, HomeEmpty, HomeDamaged, HomeOutdated, EmbedderMismatch
    PromptError            PromptNotFound, MissingPromptVariable
    UnknownParagraph       no paragraph has that id
    UnknownDocument        no document has that name
    UnknownAnswer          no answer is kept under that id
    OriginalGone           a document's own file can't be shown
    SignInFailed           whoever came back from signing in elsewhere isn't let in
    UnknownPerson          nobody is listed under that name, or several people are
  UnreadableFile           a file can't be taken in; the run goes on without it
  StorageFailure           the disk is full or refuses; nothing was changed
  ModelFailure             the language model failed; the quoted answer is given instead
  ServiceBusy              as many questions as may be are being answered; the same one can be asked again soon
  ServiceLost              the service that was asked broke off

Abstaining is not a failure: it is an `Answer` with a reason (rag.answers).
"""


class MinutebookError(Exception):
    """Base of everything this project raises; its text is one sentence that a user can act on."""


class WrongUse(MinutebookError):
    """The call or its settings need to change."""


class SettingsError(WrongUse):
    """A setting names something that isn't there."""


class HomeError(WrongUse):
    """The home folder can't be used as it is."""


class HomeLocked(HomeError):
    """Another process is working on this home."""


class HomeEmpty(HomeError):
    """There are no minutes in this home yet."""


class HomeDamaged(HomeError):
    """The ledger in this home can't be read."""


class HomeOutdated(HomeError):
    """The ledger in this home was made by another version."""


class EmbedderMismatch(HomeError):
    """The home was made with another embedding model."""


class PromptError(WrongUse):
    """A prompt can't be used as asked."""


class PromptNotFound(PromptError):
    """There is no prompt of that name and version."""


class MissingPromptVariable(PromptError):
    """A prompt needs a variable that wasn't given."""


class UnknownParagraph(WrongUse):
    """No paragraph in the ledger has that id."""


class UnknownDocument(WrongUse):
    """No document in the ledger has that name."""


class UnknownAnswer(WrongUse):
    """No answer is kept under that id."""


class OriginalGone(WrongUse):
    """A document's own file can't be shown: it is gone, changed, withheld, or has no pages."""


class SignInFailed(WrongUse):
    """Somebody who signed in elsewhere isn't let in."""


class UnknownPerson(WrongUse):
    """Nobody is listed under that name, or it may be several people's."""


class UnreadableFile(MinutebookError):
    """One file can't be taken in; its reason is the message."""


class StorageFailure(MinutebookError):
    """The disk is full or refuses to be written."""


class ModelFailure(MinutebookError):
    """The language model gave nothing that can be used."""


class ServiceBusy(MinutebookError):
    """As many questions as may be are being answered."""


class ServiceLost(MinutebookError):
    """The service that was asked broke off."""
