"""Bare Debian roots from the machine's own package mirror, as stand-ins for the images a Dockerfile begins with."""

import os
import shutil
import subprocess
from pathlib import Path

SUITE = "bookworm"
PROXIES = ("http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY")
# Where Docker's official Rust image keeps its toolchain.
RUST_IMAGE = {
    "CARGO_HOME": "/usr/local/cargo",
    "RUSTUP_HOME": "/usr/local/rustup",
    "PATH": "/usr/local/cargo/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
}
DEBIAN_IMAGE = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"}


def output(*command: str) -> str:
    """What a command prints; its failure is ours."""
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def mirrors() -> list[tuple[str, str]]:
    """Address and suite of each Debian archive that this machine's apt uses for the suite, the main one first."""
    listed = output("apt-get", "indextargets", "--format", "$(ORIGIN) $(REPO_URI) $(RELEASE)", "Created-By: Packages")
    found = {tuple(line.split()[1:]) for line in listed.splitlines() if line.startswith("Debian http")}
    chosen = sorted((pair for pair in found if pair[1].startswith(SUITE)), key=lambda pair: pair[1])
    if not any(suite == SUITE for _, suite in chosen):
        raise RuntimeError(f"apt here has no list of Debian {SUITE}: run apt-get update on a machine with that release")
    return chosen


def bare_root(folder: Path) -> Path:
    """Makes, once, a Debian with nothing but its required packages."""
    if (folder / "complete").exists():
        return folder / "root"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    sources = mirrors()
    main = next(address for address, suite in sources if suite == SUITE)
    print(f"image-check: debootstrap {SUITE}", flush=True)
    root = folder / "root"
    with (folder / "debootstrap.log").open("w") as log:
        command = ["debootstrap", "--variant=minbase", SUITE, root, main]
        ran = subprocess.run(command, stdout=log, stderr=subprocess.STDOUT, check=False)
    if ran.returncode:
        raise RuntimeError(f"debootstrap failed, see {log.name}")
    (root / "etc/apt/sources.list").write_text("".join(f"deb {address} {suite} main\n" for address, suite in sources))
    # A mirror that is a snapshot of the past is past its date; the machine's own settings say whether that is wanted.
    wanted = [line for line in output("apt-config", "dump").splitlines() if line.startswith("Acquire::Check-")]
    (root / "etc/apt/apt.conf.d/90image-check").write_text("\n".join(sorted(set(wanted))) + "\n")
    # A site that reads its traffic has a certificate authority of its own, which its machines trust already.
    authorities = Path("/usr/local/share/ca-certificates")
    if authorities.is_dir():
        shutil.copytree(authorities, root / authorities.relative_to("/"), dirs_exist_ok=True)
    (folder / "complete").touch()
    return root


def copy_tree(source: Path, target: Path) -> None:
    """Copies a folder with owners, modes and links."""
    target.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["cp", "--archive", "--reflink=auto", source, target], check=True)


def add_rust(root: Path) -> None:
    """Copies this machine's toolchain to where the Rust image has its own, with the crates already fetched here."""
    sysroot = Path(output("rustc", "--print", "sysroot").strip())
    toolchain = root / "usr/local/rustup/toolchains" / sysroot.name
    copy_tree(sysroot, toolchain)
    cargo_home = root / "usr/local/cargo"
    (cargo_home / "bin").mkdir(parents=True)
    for tool in (toolchain / "bin").iterdir():
        (cargo_home / "bin" / tool.name).symlink_to(Path("/") / tool.relative_to(root))
    registry = Path(os.environ.get("CARGO_HOME", Path.home() / ".cargo")) / "registry"
    for part in ("cache", "index"):
        if (registry / part).is_dir():
            copy_tree(registry / part, cargo_home / "registry" / part)


def base(image: str, folder: Path, root: Path) -> dict[str, str]:
    """Makes a root that stands in for an image; returns the variables that the image sets."""
    if image.startswith("debian:"):
        copy_tree(bare_root(folder), root)
        return dict(DEBIAN_IMAGE)
    if image.startswith("rust:"):
        copy_tree(bare_root(folder), root)
        add_rust(root)
        return dict(RUST_IMAGE)
    raise RuntimeError(f"no stand-in for the image {image}")
