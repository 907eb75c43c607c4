//! Packages: the clip, the essence of files, the tape, and how each refers to the one that it was made from.

use super::check::MOST_CHANNELS;
use super::descriptor;
use super::plan::{EssenceTrack, OpAtomTrack, Pattern, Plan};
use crate::mux::mxf::Umid;
use crate::mux::mxf::label::{self, Label};
use crate::mux::mxf::property as p;
use crate::mux::mxf::set::{InstanceId, InstanceIds, LocalSet, SetKind};
use crate::mux::mxf::umid::name_based;

/// Hours that a tape package lasts, so that every clip of the reel lies on it, past midnight as well.
const TAPE_HOURS: u64 = 120;
/// Type of a text inside of a tagged value, in Avid's byte order: `L` for least significant byte first, and the id of the
/// type `String` of AAF.
const INDIRECT_TEXT: [u8; 17] =
    [0x4c, 0x00, 0x02, 0x10, 0x01, 0, 0, 0, 0, 0x06, 0x0e, 0x2b, 0x34, 0x01, 0x04, 0x01, 0x01];
/// Name of Avid's attribute for a project.
const PROJECT_ATTRIBUTE: &str = "_PJ";
/// Number by which Avid knows the timecode of a tape from its auxiliary ones.
const AVID_START_TIMECODE: u32 = 1;
/// Number of a track that has none (ST 377-1 annex B.10).
const NO_NUMBER: u32 = 0;
/// Essence and index of our files.
pub(super) const BODY_SID: u32 = 1;
/// See [`BODY_SID`].
pub(super) const INDEX_SID: u32 = 2;

/// What a source clip refers to.
struct Source {
    package: Umid,
    track: u32,
    position: u64,
}

impl Source {
    const END: Self = Self { package: Umid::NONE, track: 0, position: 0 };
}

/// A track without what lies on it.
struct TrackShape<'a> {
    data: Label,
    id: u32,
    number: u32,
    name: &'a str,
    edit_rate: (u32, u32),
    duration: u64,
}

/// Sets in the making.
struct Builder<'a> {
    plan: &'a Plan,
    ids: InstanceIds,
    sets: Vec<LocalSet>,
}

/// All sets of header metadata, each before those that it refers to.
pub(super) fn sets(plan: &Plan) -> Vec<LocalSet> {
    let mut builder = Builder { plan, ids: InstanceIds::for_file(plan.file), sets: Vec::new() };
    builder.preface();
    builder.sets.reverse();
    builder.sets
}

impl Builder<'_> {
    fn add(&mut self, set: LocalSet) -> InstanceId {
        let id = set.id;
        self.sets.push(set);
        id
    }

    fn start(&mut self, kind: SetKind) -> LocalSet {
        LocalSet::new(kind, self.ids.next())
    }

    fn preface(&mut self) {
        let plan = self.plan;
        let storage = self.content_storage();
        let identification = self.identification();
        let mut set = self
            .start(SetKind::PREFACE)
            // `MM`: most significant byte first.
            .u16(p::BYTE_ORDER, 0x4d4d)
            .time(p::LAST_MODIFIED, Some(plan.clip.created))
            // ST 377-1:2004, which every reader knows.
            .u16(p::VERSION, 0x0102)
            .u32(p::OBJECT_MODEL_VERSION, 1)
            .list(p::IDENTIFICATIONS, &[identification])
            .label(p::CONTENT_STORAGE, storage)
            .label(p::OPERATIONAL_PATTERN, plan.pattern_label())
            .list(p::ESSENCE_CONTAINERS, &plan.container_labels())
            .list(p::DM_SCHEMES, &[]);
        if plan.pattern != Pattern::Op1a {
            set = set
                .umid(p::AVID_MATERIAL_PACKAGE, plan.material)
                .umid(p::AVID_FILE_PACKAGE, plan.file)
                .ratio(p::AVID_PROJECT_RATE, plan.frame_rate())
                .text(p::AVID_PROJECT_NAME, &plan.clip.project);
        }
        self.add(set);
    }

    fn identification(&mut self) -> InstanceId {
        let clip = &self.plan.clip;
        let set = self
            .start(SetKind::IDENTIFICATION)
            .label(p::THIS_GENERATION, name_based(&["generation", &self.plan.file.to_string()]))
            .text(p::COMPANY_NAME, "Interneg")
            .text(p::PRODUCT_NAME, &clip.tool)
            .text(p::VERSION_STRING, &clip.tool_version)
            .label(p::PRODUCT_ID, name_based(&["product", &clip.tool]))
            .time(p::MODIFICATION_DATE, Some(clip.created));
        self.add(set)
    }

    fn content_storage(&mut self) -> InstanceId {
        let container = self
            .start(SetKind::ESSENCE_CONTAINER_DATA)
            .umid(p::LINKED_PACKAGE, self.plan.file)
            .u32(p::INDEX_SID, INDEX_SID)
            .u32(p::BODY_SID, BODY_SID);
        let container = self.add(container);
        let tape = self.tape_package();
        let file = self.file_package();
        let material = self.material_package();
        let packages: Vec<_> = [material, file].into_iter().chain(tape).collect();
        let set = self
            .start(SetKind::CONTENT_STORAGE)
            .list(p::PACKAGES, &packages)
            .list(p::ESSENCE_CONTAINER_DATA, &[container]);
        self.add(set)
    }

    fn material_package(&mut self) -> InstanceId {
        let plan = self.plan;
        let mut tracks = Vec::new();
        for (id, track) in (1..).zip(&plan.tracks) {
            let source = Source { package: track.file_package, track: track.file_track, position: 0 };
            // Tracks of a material package are numbered by kind; the picture is the only one of its own.
            let number = if track.essence == OpAtomTrack::Picture { 1 } else { id - 1 };
            tracks.push(self.essence_track(track, id, number, &track.name, source));
        }
        // Avid counts on the tape, and so does bmx where there is one. FFmpeg writes the clip's timecode here as well, beside
        // a tape, and readers that do not go down to the tape's position find it nowhere else: mediainfo shows the begin of
        // the tape (its issue 532). It is the same timecode, so that nobody reads another one.
        tracks.extend(plan.start_frames.map(|start| self.clip_timecode_track(start)));
        let comments: Vec<_> = plan.clip.comments.iter().map(|(name, value)| self.tagged_value(name, value)).collect();
        let mut set = self.package(SetKind::MATERIAL_PACKAGE, plan.material, &plan.clip.clip_name, &tracks);
        if !comments.is_empty() {
            set = set.list(p::USER_COMMENTS, &comments);
        }
        self.add(set)
    }

    fn file_package(&mut self) -> InstanceId {
        let plan = self.plan;
        let mut tracks = Vec::new();
        for track in plan.own_tracks() {
            let source = plan.tape.map_or(Source::END, |package| Source {
                package,
                track: track.tape_track,
                position: track.tape_position,
            });
            tracks.push(self.essence_track(track, track.file_track, track.file_track_number, "", source));
        }
        tracks.extend(plan.file_timecode().map(|start| self.clip_timecode_track(start)));
        let descriptor = descriptor::put(plan, &mut self.ids, &mut self.sets);
        let set = self
            .package(SetKind::SOURCE_PACKAGE, plan.file, &plan.clip.clip_name, &tracks)
            .label(p::DESCRIPTOR, descriptor);
        self.add(set)
    }

    fn tape_package(&mut self) -> Option<InstanceId> {
        let plan = self.plan;
        let (package, reel) = plan.tape.zip(plan.clip.reel.as_deref())?;
        let edit_rate = plan.frame_rate();
        let duration = TAPE_HOURS * 3600 * u64::from(plan.clip.rate.nominal());
        // Every clip of the reel writes the same tape, whatever sound it has.
        let last_sound = 1 + u32::try_from(MOST_CHANNELS).unwrap_or(0);
        let mut tracks = Vec::new();
        for id in 1..=last_sound {
            let (data, number) = if id == 1 { (label::PICTURE, 1) } else { (label::SOUND, id - 1) };
            let clip = self.source_clip(data, duration, Source::END);
            tracks.push(self.track(&TrackShape { data, id, number, name: "", edit_rate, duration }, clip));
        }
        if plan.start_frames.is_some() {
            tracks.push(self.timecode_track(last_sound + 1, AVID_START_TIMECODE, 0, duration));
        }
        let descriptor = self.start(SetKind::TAPE_DESCRIPTOR);
        let descriptor = self.add(descriptor);
        let attribute = self.tagged_value(PROJECT_ATTRIBUTE, &plan.clip.project);
        let set = self
            .package(SetKind::SOURCE_PACKAGE, package, reel, &tracks)
            .label(p::DESCRIPTOR, descriptor)
            .list(p::PACKAGE_ATTRIBUTES, &[attribute]);
        Some(self.add(set))
    }

    fn package(&mut self, kind: SetKind, package: Umid, name: &str, tracks: &[InstanceId]) -> LocalSet {
        // A tape is the same to all clips of the reel, so its time is left unknown.
        let created = (Some(package) != self.plan.tape).then_some(self.plan.clip.created);
        self.start(kind)
            .umid(p::PACKAGE_ID, package)
            .text(p::PACKAGE_NAME, name)
            .time(p::PACKAGE_CREATED, created)
            .time(p::PACKAGE_MODIFIED, created)
            .list(p::TRACKS, tracks)
    }

    fn essence_track(&mut self, track: &EssenceTrack, id: u32, number: u32, name: &str, source: Source) -> InstanceId {
        let data = if track.essence == OpAtomTrack::Picture { label::PICTURE } else { label::SOUND };
        let clip = self.source_clip(data, track.duration, source);
        let (edit_rate, duration) = (track.edit_rate, track.duration);
        self.track(&TrackShape { data, id, number, name, edit_rate, duration }, clip)
    }

    /// The timecode of the clip, behind the tracks of its essence.
    fn clip_timecode_track(&mut self, start: u64) -> InstanceId {
        let id = 1 + u32::try_from(self.plan.tracks.len()).unwrap_or(0);
        self.timecode_track(id, NO_NUMBER, start, self.plan.clip.frame_count)
    }

    fn timecode_track(&mut self, id: u32, number: u32, start: u64, duration: u64) -> InstanceId {
        let base = self.plan.clip.rate.nominal();
        let component = self
            .start(SetKind::TIMECODE_COMPONENT)
            .label(p::DATA_DEFINITION, label::TIMECODE)
            .u64(p::DURATION, duration)
            .u64(p::START_TIMECODE, start)
            .u16(p::TIMECODE_BASE, u16::try_from(base).unwrap_or(0))
            .u8(p::DROP_FRAME, u8::from(self.plan.clip.start.is_some_and(|start| start.is_drop_frame())));
        let component = self.add(component);
        let edit_rate = self.plan.frame_rate();
        self.track(&TrackShape { data: label::TIMECODE, id, number, name: "TC1", edit_rate, duration }, component)
    }

    fn source_clip(&mut self, data: Label, duration: u64, source: Source) -> InstanceId {
        let set = self
            .start(SetKind::SOURCE_CLIP)
            .label(p::DATA_DEFINITION, data)
            .u64(p::DURATION, duration)
            .u64(p::START_POSITION, source.position)
            .umid(p::SOURCE_PACKAGE, source.package)
            .u32(p::SOURCE_TRACK, source.track);
        self.add(set)
    }

    /// A track, its sequence, and in it the one component.
    fn track(&mut self, shape: &TrackShape, component: InstanceId) -> InstanceId {
        let sequence = self
            .start(SetKind::SEQUENCE)
            .label(p::DATA_DEFINITION, shape.data)
            .u64(p::DURATION, shape.duration)
            .list(p::COMPONENTS, &[component]);
        let sequence = self.add(sequence);
        let mut set = self.start(SetKind::TRACK).u32(p::TRACK_ID, shape.id).u32(p::TRACK_NUMBER, shape.number);
        if !shape.name.is_empty() {
            set = set.text(p::TRACK_NAME, shape.name);
        }
        let set = set.ratio(p::EDIT_RATE, shape.edit_rate).u64(p::ORIGIN, 0).label(p::SEQUENCE, sequence);
        self.add(set)
    }

    fn tagged_value(&mut self, name: &str, value: &str) -> InstanceId {
        let mut bytes = INDIRECT_TEXT.to_vec();
        bytes.extend(value.encode_utf16().chain([0]).flat_map(u16::to_le_bytes));
        let set = self.start(SetKind::TAGGED_VALUE).text(p::TAG_NAME, name).raw(p::TAG_VALUE, bytes);
        self.add(set)
    }
}
