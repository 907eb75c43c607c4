"""Reads a Dockerfile into stages of steps.

It knows the instructions and flags that docker/Dockerfile uses and refuses every other one, so that a step can not be
left out of the check by being misunderstood.
"""

import json
import re
import shlex
from dataclasses import dataclass, field
from pathlib import Path

HEALTH_FLAGS = ("--interval=", "--timeout=", "--start-period=", "--retries=")


class DockerfileError(ValueError):
    """An instruction that the check does not know."""


@dataclass(frozen=True)
class Copy:
    """Files from the build context, or from another stage."""

    sources: list[str]
    target: str
    stage: str | None


@dataclass(frozen=True)
class Run:
    """A shell command."""

    command: str


@dataclass(frozen=True)
class WorkDir:
    """The folder of the steps that follow; made where absent."""

    path: str


@dataclass(frozen=True)
class Env:
    """Variables of the steps that follow and of the service."""

    values: dict[str, str]


@dataclass(frozen=True)
class User:
    """Who runs the steps that follow and the service."""

    name: str


@dataclass
class Stage:
    """One FROM and what follows it."""

    base: str
    name: str
    steps: list[Copy | Run | WorkDir | Env | User] = field(default_factory=list)
    entrypoint: list[str] = field(default_factory=list)
    command: list[str] = field(default_factory=list)
    health: list[str] = field(default_factory=list)


def read(path: Path) -> dict[str, Stage]:
    """All stages by name."""
    stages: dict[str, Stage] = {}
    current: Stage | None = None
    for word, rest in instructions(path.read_text()):
        if word == "FROM":
            match = re.fullmatch(r"(\S+) AS (\S+)", rest)
            if not match:
                raise DockerfileError(f"FROM must name its stage: {rest}")
            current = Stage(*match.groups())
            if current.base in stages:
                inherited = stages[current.base]
                current.entrypoint, current.command = inherited.entrypoint, inherited.command
                current.health = inherited.health
            stages[current.name] = current
        elif current is None:
            raise DockerfileError(f"{word} before FROM")
        else:
            add(current, word, rest)
    return stages


def instructions(text: str):
    """Yields instruction and arguments; joins continued lines, drops comments."""
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    for line in "\n".join(lines).replace("\\\n", " ").splitlines():
        if line.strip():
            word, _, rest = line.strip().partition(" ")
            yield word.upper(), " ".join(rest.split())


def add(stage: Stage, word: str, rest: str) -> None:
    """Adds one instruction to a stage."""
    if word == "RUN" and not rest.startswith("-"):
        stage.steps.append(Run(rest))
    elif word == "COPY":
        stage.steps.append(copy(rest))
    elif word == "WORKDIR":
        stage.steps.append(WorkDir(rest))
    elif word == "ENV":
        stage.steps.append(Env(dict(pair.split("=", 1) for pair in shlex.split(rest))))
    elif word == "USER":
        stage.steps.append(User(rest))
    elif word == "ENTRYPOINT":
        stage.entrypoint = json.loads(rest)
    elif word == "CMD":
        stage.command = json.loads(rest)
    elif word == "HEALTHCHECK":
        flags, _, command = rest.partition("CMD ")
        if not all(flag.startswith(HEALTH_FLAGS) for flag in flags.split()):
            raise DockerfileError(f"HEALTHCHECK {rest}")
        stage.health = json.loads(command)
    elif word not in ("VOLUME", "EXPOSE"):
        # A volume and a port say what the container offers; nothing is done for them while building.
        raise DockerfileError(f"the check does not know: {word} {rest}")


def copy(rest: str) -> Copy:
    """Arguments of COPY."""
    words, stage = rest.split(), None
    if words[0].startswith("--from="):
        stage = words.pop(0).removeprefix("--from=")
    if words[0].startswith("-") or len(words) < 2:
        raise DockerfileError(f"the check does not know: COPY {rest}")
    return Copy(words[:-1], words[-1], stage)
