"""`image-check.sh STAGE`: builds a stage of docker/Dockerfile in bare roots and sees whether the service is healthy."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import debian
import dockerfile
from chroot import Root

WORK = Path("target/image-check")
HEALTHY_WITHIN_SECONDS = 30
STOPPED_WITHIN_SECONDS = 30


def build_context() -> list[Path]:
    """What `COPY . .` sees: what git does not ignore; .dockerignore leaves out the same and git's own folder."""
    listed = debian.output("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    return [path for path in map(Path, listed.split("\0")) if path.is_file()]


def build(name: str, stages: dict[str, dockerfile.Stage], roots: dict[str, Root]) -> Root:
    """Makes a stage's root, and before it those of the stages it needs."""
    if name in roots:
        return roots[name]
    stage, path = stages[name], WORK / "stages" / name
    needed = [step.stage for step in stage.steps if isinstance(step, dockerfile.Copy) and step.stage]
    for other in needed:
        build(other, stages, roots)
    if stage.base in stages:
        parent = build(stage.base, stages, roots)
        debian.copy_tree(parent.path, path)
        root = Root(path, dict(parent.env), parent.user, parent.work_dir)
    else:
        root = Root(path, debian.base(stage.base, WORK / "debian", path))
    print(f"image-check: stage {name}, from {stage.base}", flush=True)
    root.mount()
    try:
        for step in stage.steps:
            root.step(step, build_context(), roots)
    finally:
        root.unmount()
    roots[name] = root
    return root


def run_service(root: Root, stage: dockerfile.Stage) -> None:
    """Starts what the image starts, asks its health check, and stops it as an engine would."""
    root.mount()
    subprocess.run(root.command([*stage.entrypoint, "--version"]), check=True)
    service = subprocess.Popen(root.command([*stage.entrypoint, *stage.command]))
    deadline = time.monotonic() + HEALTHY_WITHIN_SECONDS
    while True:
        health = subprocess.run(root.command(stage.health), capture_output=True, text=True, check=False)
        if health.returncode == 0:
            break
        if service.poll() is not None:
            raise RuntimeError(f"the service left with exit code {service.returncode}")
        if time.monotonic() > deadline:
            raise RuntimeError(f"not healthy after {HEALTHY_WITHIN_SECONDS} s: {health.stderr.strip()}")
        time.sleep(0.25)
    print(health.stdout, end="", flush=True)
    service.send_signal(signal.SIGTERM)
    code = service.wait(STOPPED_WITHIN_SECONDS)
    if code not in (0, 143):
        raise RuntimeError(f"the service was asked to stop and left with exit code {code}")
    root.unmount()


def main() -> int:
    """The whole check."""
    name = sys.argv[1]
    os.chdir(Path(__file__).resolve().parents[2])
    try:
        stages = dockerfile.read(Path("docker/Dockerfile"))
        if name not in stages:
            raise RuntimeError(f"no stage {name} in docker/Dockerfile; there are {', '.join(stages)}")
        shutil.rmtree(WORK / "stages", ignore_errors=True)
        (WORK / "stages").mkdir(parents=True)
        root = build(name, stages, {})
        run_service(root, stages[name])
    except (RuntimeError, dockerfile.DockerfileError, OSError, subprocess.SubprocessError) as error:
        print(f"image-check: failed: {error}", file=sys.stderr)
        return 1
    shutil.rmtree(WORK / "stages")
    print(f"image-check: {name} is good")
    return 0


if __name__ == "__main__":
    sys.exit(main())
