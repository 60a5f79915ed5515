"""Where models come from: artefacts that are pinned by their digest, and training sets."""

from __future__ import annotations

from ...errors import ConfigurationError
from . import artefact, training
from .model import Model
from .settings import Settings


class Library:
    """Loads and trains models.

    Args:
        settings: the folder, and the bounds.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def provide(self, source: str, version: str, digest: str | None) -> Model:
        """Return the model that ``source`` stands for: an artefact where there is one, else a training set.

        Args:
            source: a name in the folder, without a suffix.
            version: what the model is called.
            digest: what it has to be; an artefact is not taken without it.

        Raises:
            ConfigurationError: there is no such model, it is another one than ``digest`` says, or too large.
        """
        settings = self._settings
        packed, rows = (settings.folder / f"{source}{suffix}" for suffix in (".npz", ".csv"))
        if packed.is_file():
            if digest is None:
                raise ConfigurationError(f"{packed}: an artefact is taken only by its digest")
            model = artefact.load(packed, version=version, digest=digest, bytes_max=settings.memory_bytes_max)
        elif rows.is_file():
            model = self._train(source, version)
        else:
            raise ConfigurationError(f"{settings.folder}: there is neither {packed.name} nor {rows.name}")
        if digest is not None and model.digest != digest:
            raise ConfigurationError(f"model {version}: its digest is {model.digest}, not {digest} as was pinned")
        if model.memory_bytes > settings.memory_bytes_max:
            raise ConfigurationError(
                f"model {version}: takes {model.memory_bytes} bytes, more than {settings.memory_bytes_max}"
            )
        return model

    def _train(self, source: str, version: str) -> Model:
        settings = self._settings
        rows = training.read_rows(
            settings.folder / f"{source}.csv",
            text_column=settings.text_column,
            label_column=settings.label_column,
            rows_max=settings.training_rows_max,
        )
        return training.train(rows, version=version, features_max=settings.features_max, seed=settings.seed)
