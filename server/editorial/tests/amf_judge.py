"""Compares the table of ACES transform ids with the configurations that the official OpenColorIO carries.

usage: amf_judge.py aces_transforms.tsv own_spaces.tsv

Every name of the table has to be in each configuration that the line says, or among the spaces that Interneg adds. Ids
that a configuration itself documents have to stand in the table beside the same names; all of them, except those that
no display of the configuration shows. Prints what was compared, and exits with 1 where the table is wrong.
"""

import os
import pathlib
import sys

for name in [name for name in os.environ if name.startswith("OCIO")]:
    del os.environ[name]

import PyOpenColorIO as ocio

PREFIX = "urn:ampas:aces:transformId:"
CONFIGS = {"1": "studio-config-v2.2.0_aces-v1.3_ocio-v2.4", "2": "studio-config-v4.0.0_aces-v2.0_ocio-v2.5"}
PAIRS = {"odt", "inverse_odt", "output", "inverse_output"}
# Not documented by a configuration, and why they are in the table all the same: see its head.
UNDOCUMENTED = ("v1.5:IDT.ARRI.Alexa-v3-logC-EI", "v1.5:IDT.Canon.CanonLog", "v1.5:RRT.", "v1.5:InvRRT.",
                "v1.5:LMT.Academy.BlueLightArtifactFix.")


def rows(path):
    lines = pathlib.Path(path).read_text().splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")]


def ids(thing):
    """Ids in a description, as older configurations have them, and in the attribute of newer ones."""
    texts = [thing.getDescription()]
    if hasattr(thing, "getInterchangeAttributes"):
        texts.append(thing.getInterchangeAttributes().get("amf_transform_ids", ""))
    lines = [line for text in texts for line in text.splitlines() if PREFIX in line]
    return {line.split(PREFIX)[1].strip() for line in lines}


def documented(config):
    """What a configuration says of its own: id to names."""
    said = {}
    spaces = config.getColorSpaces(ocio.SEARCH_REFERENCE_SPACE_SCENE, ocio.COLORSPACE_ALL)
    for thing in [*spaces, *config.getLooks()]:
        said.update({id: [thing.getName()] for id in ids(thing)})
    transforms = {transform.getName(): ids(transform) for transform in config.getViewTransforms()}
    for display in config.getDisplays():
        shown = ids(config.getColorSpace(display))
        for view in config.getViews(display):
            said.update({id: [display, view] for id in shown & transforms.get(view, set())})
    return said


def main(table, own_spaces):
    own = {row[0] for row in rows(own_spaces)}
    builtins = set(ocio.BuiltinTransformRegistry())
    faults, documented_ids, table = [], set(), rows(table)
    by_id = {row[0]: row[3:] for row in table}
    for generation, name in CONFIGS.items():
        config = ocio.Config.CreateFromBuiltinConfig(name)
        spaces = set(config.getColorSpaceNames(ocio.SEARCH_REFERENCE_SPACE_ALL, ocio.COLORSPACE_ALL)) | own
        looks = set(config.getLookNames())
        views = {(display, view) for display in config.getDisplays() for view in config.getViews(display)}
        said = documented(config)
        for id, kind, generations, *names in table:
            if generation in generations.split():
                known = {"to_aces": spaces, "from_aces": spaces, "builtin": builtins}.get(kind, looks)
                is_known = tuple(names) in views if kind in PAIRS else all(name in known for name in names)
                if not is_known:
                    faults.append(f"{name} has no {names}: {id}")
            elif kind in {"to_aces", "from_aces"} and names[0] in spaces - own:
                faults.append(f"{name} has {names}, the table does not say so: {id}")
        for id, names in said.items():
            if by_id.get(id) != names:
                faults.append(f"{name} says {names}, the table {by_id.get(id)}: {id}")
        print(f"{name}: {len(said)} ids of its own")
        documented_ids |= set(said)
    for id in by_id:
        if id not in documented_ids and not id.startswith(UNDOCUMENTED):
            faults.append(f"no configuration documents {id}")
    print(f"table: {len(table)} ids")
    print("\n".join(faults))
    sys.exit(bool(faults))


main(*sys.argv[1:])
