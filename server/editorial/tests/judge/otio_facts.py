"""Says in JSON what OpenTimelineIO's adapters read from a file, or writes the file in another format.

usage: otio_facts.py read FILE RATE | convert FROM TO RATE
"""

import json
import sys

import opentimelineio as otio

ARGUMENTS = {"edl": ("rate",), "ale": ("fps",)}


def read(path, rate):
    extension = path.rsplit(".", 1)[-1]
    adapter = {"edl": "cmx_3600", "xml": "fcp_xml", "ale": "ale", "otio": "otio_json"}[extension]
    if extension == "otio":
        # Markers of the next version (Marker.3) cannot be read yet, and are not compared.
        with open(path, encoding="utf-8") as file:
            text = json.dumps(without_markers(json.load(file)))
        return otio.adapters.read_from_string(text, adapter)
    arguments = {name: float(rate) for name in ARGUMENTS.get(extension, ())}
    return otio.adapters.read_from_file(path, adapter, **arguments)


def without_markers(value):
    if isinstance(value, list):
        return [without_markers(element) for element in value]
    if isinstance(value, dict):
        return {name: [] if name == "markers" else without_markers(element) for name, element in value.items()}
    return value


def span(range_):
    if range_ is None:
        return None
    return [range_.start_time.value, range_.start_time.rate, range_.duration.value, range_.duration.rate]


def speed_of(item):
    scalar = 1.0
    for effect in item.effects:
        if isinstance(effect, otio.schema.FreezeFrame):
            scalar = 0.0
        elif isinstance(effect, otio.schema.LinearTimeWarp):
            scalar *= effect.time_scalar
    return scalar


def media_of(item):
    media = item.media_reference
    return {
        "schema": media.schema_name(),
        "url": getattr(media, "target_url", None),
        "available": span(media.available_range),
        "generator": getattr(media, "generator_kind", None),
    }


def offsets(transition):
    if transition is None:
        return None
    return [transition.in_offset.value, transition.out_offset.value]


def facts_of(item, first, before, after):
    facts = {
        "schema": item.schema_name(),
        "name": item.name,
        "first": first.value,
        "record": [item.duration().value, item.duration().rate],
        "source": span(item.trimmed_range()),
        "speed": speed_of(item),
        "in": offsets(before),
        "out": offsets(after),
        "reel": item.metadata.get("cmx_3600", {}).get("reel"),
        "comments": list(item.metadata.get("cmx_3600", {}).get("comments", [])),
        "ale": {key: str(value) for key, value in item.metadata.get("ALE", {}).items()},
        "cdl": json.loads(otio.core.serialize_json_to_string(dict(item.metadata.get("cdl", {})))),
    }
    if isinstance(item, otio.schema.Clip):
        facts["media"] = media_of(item)
    return facts


def items_of(track, begin):
    """Clips and nested timelines with their record frames; gaps are left out."""
    found = []
    children = list(track)
    first = begin
    for place, child in enumerate(children):
        if isinstance(child, otio.schema.Transition):
            continue
        if not isinstance(child, otio.schema.Gap):
            beside = []
            for neighbour in (place - 1, place + 1):
                is_there = 0 <= neighbour < len(children)
                transition = children[neighbour] if is_there else None
                beside.append(transition if isinstance(transition, otio.schema.Transition) else None)
            found.append(facts_of(child, first, *beside))
        first = first + child.duration()
    return found


def track_begin(track, timeline):
    """The EDL adapter keeps the first record timecode as a negative start of the track."""
    if timeline.global_start_time is not None:
        return timeline.global_start_time
    if track.source_range is not None and track.source_range.start_time.value < 0:
        return -track.source_range.start_time
    rate = next(child.duration().rate for child in track if not isinstance(child, otio.schema.Transition))
    return otio.opentime.RationalTime(0, rate)


def report(root):
    if isinstance(root, otio.schema.Timeline):
        tracks = [track for track in root.tracks if track.kind == "Video" and len(track)]
        return {"name": root.name, "tracks": [items_of(track, track_begin(track, root)) for track in tracks]}
    rate = root[0].source_range.start_time.rate
    return {"name": root.name, "tracks": [items_of(root, otio.opentime.RationalTime(0, rate))]}


def main():
    if sys.argv[1] == "read":
        print(json.dumps(report(read(sys.argv[2], sys.argv[3]))))
        return
    source, target, rate = sys.argv[2:5]
    extension = target.rsplit(".", 1)[-1]
    adapter = {"edl": "cmx_3600", "xml": "fcp_xml", "ale": "ale", "otio": "otio_json"}[extension]
    arguments = {name: float(rate) for name in ARGUMENTS.get(extension, ())}
    otio.adapters.write_to_file(read(source, rate), target, adapter, **arguments)


main()
