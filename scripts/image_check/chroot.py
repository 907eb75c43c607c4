"""A stage's root: runs its steps."""

import os
import shlex
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from debian import PROXIES
from dockerfile import Copy, Env, Run, User, WorkDir


@dataclass
class Root:
    """A root folder, and what the steps so far have set."""

    path: Path
    env: dict[str, str]
    user: str = "root"
    work_dir: str = "/"
    mounted: list[Path] = field(default_factory=list)

    def mount(self) -> None:
        """Gives the root what a container engine gives: process table, devices, names of hosts."""
        for kind, place in (("proc", "proc"), ("tmpfs", "tmp")):
            subprocess.run(["mount", "-t", kind, kind, self.path / place], check=True)
            self.mounted.append(self.path / place)
        for device in ("null", "zero", "full", "random", "urandom"):
            node = self.path / "dev" / device
            node.touch()
            subprocess.run(["mount", "--bind", f"/dev/{device}", node], check=True)
            self.mounted.append(node)
        for name in ("resolv.conf", "hosts"):
            shutil.copy(f"/etc/{name}", self.path / "etc" / name)

    def unmount(self) -> None:
        """Takes away what `mount` gave, so that the root can be copied."""
        while self.mounted:
            subprocess.run(["umount", self.mounted.pop()], check=True)

    def inside(self, path: str) -> Path:
        """Where a path of the root lies on this machine."""
        return self.path / os.path.join(self.work_dir, path).lstrip("/")

    def command(self, words: list[str]) -> list[str]:
        """A command that runs inside as the stage's user, with the stage's variables and no others."""
        proxies = {name: os.environ[name] for name in PROXIES if name in os.environ}
        env = [f"{name}={value}" for name, value in {**proxies, "HOME": "/tmp", **self.env}.items()]
        shell = f"cd {shlex.quote(self.work_dir)} && exec {shlex.join(words)}"
        return ["chroot", f"--userspec={self.user}", str(self.path), "/usr/bin/env", "-i", *env, "/bin/sh", "-c", shell]

    def step(self, step: Copy | Run | WorkDir | Env | User, context: list[Path], roots: dict[str, "Root"]) -> None:
        """Does one step of a Dockerfile."""
        match step:
            case Env(values):
                self.env |= values
            case User(name):
                self.user = name
            case WorkDir(path):
                self.work_dir = path
                self.inside(path).mkdir(parents=True, exist_ok=True)
            case Copy(sources, target, stage):
                print(f"image-check: COPY {' '.join(sources)} {target}", flush=True)
                self.copy(sources, target, context, roots[stage] if stage else None)
            case Run(command):
                print(f"image-check: RUN {command}", flush=True)
                subprocess.run(self.command(["/bin/sh", "-c", command]), check=True)

    def copy(self, sources: list[str], target: str, context: list[Path], stage: "Root | None") -> None:
        """COPY: of files, or of the whole context."""
        place = self.inside(target)
        if stage is None and sources == ["."]:
            for path in context:
                (place / path).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(path, place / path, follow_symlinks=False)
            return
        if target.endswith("/"):
            place.mkdir(parents=True, exist_ok=True)
        else:
            place.parent.mkdir(parents=True, exist_ok=True)
        for source in sources:
            shutil.copy(stage.inside(source) if stage else Path(source), place)
