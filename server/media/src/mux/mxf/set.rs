//! Local sets of header metadata, and the primer pack that says what their tags mean (ST 377-1 section 9).

use super::klv;
use super::label::{Label, PRIMER_PACK, set_key};
use super::property::{INSTANCE_ID, Property};
use super::umid::{Umid, name_based};
use interneg_spec::UtcTime;
use std::collections::BTreeMap;

/// Kinds of sets, by the byte of their keys that tells them apart (ST 377-1 annex A).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SetKind(pub u8);

impl SetKind {
    pub(super) const PREFACE: Self = Self(0x2f);
    pub(super) const IDENTIFICATION: Self = Self(0x30);
    pub(super) const CONTENT_STORAGE: Self = Self(0x18);
    pub(super) const ESSENCE_CONTAINER_DATA: Self = Self(0x23);
    pub(super) const MATERIAL_PACKAGE: Self = Self(0x36);
    pub(super) const SOURCE_PACKAGE: Self = Self(0x37);
    pub(super) const TRACK: Self = Self(0x3b);
    pub(super) const SEQUENCE: Self = Self(0x0f);
    pub(super) const SOURCE_CLIP: Self = Self(0x11);
    pub(super) const TIMECODE_COMPONENT: Self = Self(0x14);
    pub(super) const CDCI_DESCRIPTOR: Self = Self(0x28);
    pub(super) const RGBA_DESCRIPTOR: Self = Self(0x29);
    pub(super) const TAPE_DESCRIPTOR: Self = Self(0x2e);
    pub(super) const IMPORT_DESCRIPTOR: Self = Self(0x4a);
    pub(super) const MULTIPLE_DESCRIPTOR: Self = Self(0x44);
    pub(super) const WAVE_DESCRIPTOR: Self = Self(0x48);
    pub(super) const TAGGED_VALUE: Self = Self(0x3f);

    /// Key of sets of this kind.
    pub(super) const fn key(self) -> Label {
        set_key([0x0d, 0x01, 0x01, 0x01, 0x01, 0x01, self.0, 0])
    }

    /// Kind of a set with this key; `None` where it is no set of header metadata.
    pub(super) fn of(key: &Label) -> Option<Self> {
        let kind = Self(key[14]);
        super::label::same(key, &kind.key()).then_some(kind)
    }
}

/// Id of a set within its file.
pub(super) type InstanceId = [u8; 16];

/// Hands out ids of sets: the same file gets the same ones.
#[derive(Debug)]
pub(super) struct InstanceIds {
    file: String,
    given: u32,
}

impl InstanceIds {
    /// Ids for the file whose essence this package describes.
    pub(super) fn for_file(package: Umid) -> Self {
        Self { file: package.to_string(), given: 0 }
    }

    /// The next id.
    pub(super) fn next(&mut self) -> InstanceId {
        self.given += 1;
        name_based(&["set", &self.file, &self.given.to_string()])
    }
}

/// One set.
#[derive(Debug)]
pub(super) struct LocalSet {
    /// Its id, which strong references name.
    pub id: InstanceId,
    key: Label,
    items: Vec<(Property, Vec<u8>)>,
}

impl LocalSet {
    /// A set that has its id and nothing else.
    pub(super) fn new(kind: SetKind, id: InstanceId) -> Self {
        Self::with_key(kind.key(), id)
    }

    /// The same for sets that are no header metadata.
    pub(super) fn with_key(key: Label, id: InstanceId) -> Self {
        Self { id, key, items: vec![(INSTANCE_ID, id.to_vec())] }
    }

    /// Adds a value as it lies in the file. Values end at 65535 bytes; [`super::check`] keeps texts and lists below.
    pub(super) fn raw(mut self, property: Property, value: Vec<u8>) -> Self {
        debug_assert!(u16::try_from(value.len()).is_ok());
        self.items.push((property, value));
        self
    }

    pub(super) fn u8(self, property: Property, value: u8) -> Self {
        self.raw(property, vec![value])
    }

    pub(super) fn u16(self, property: Property, value: u16) -> Self {
        self.raw(property, value.to_be_bytes().to_vec())
    }

    pub(super) fn u32(self, property: Property, value: u32) -> Self {
        self.raw(property, value.to_be_bytes().to_vec())
    }

    /// Lengths and positions, which are signed in the file.
    pub(super) fn u64(self, property: Property, value: u64) -> Self {
        self.raw(property, value.to_be_bytes().to_vec())
    }

    pub(super) fn ratio(self, property: Property, (numerator, denominator): (u32, u32)) -> Self {
        self.raw(property, [numerator.to_be_bytes(), denominator.to_be_bytes()].concat())
    }

    pub(super) fn label(self, property: Property, value: Label) -> Self {
        self.raw(property, value.to_vec())
    }

    pub(super) fn umid(self, property: Property, value: Umid) -> Self {
        self.raw(property, value.0.to_vec())
    }

    /// UTF-16 with a terminating zero, which Avid writes and others accept.
    pub(super) fn text(self, property: Property, value: &str) -> Self {
        self.raw(property, value.encode_utf16().chain([0]).flat_map(u16::to_be_bytes).collect())
    }

    /// A list of ids or labels behind their number and size.
    pub(super) fn list(self, property: Property, values: &[[u8; 16]]) -> Self {
        let count = u32::try_from(values.len()).unwrap_or(0);
        self.raw(property, [&count.to_be_bytes()[..], &16_u32.to_be_bytes(), &values.concat()].concat())
    }

    /// Year, month, day, hour, minute, second, and a quarter of the milliseconds; all zero where it is not known (ST 377-1
    /// section 4.3).
    pub(super) fn time(self, property: Property, value: Option<UtcTime>) -> Self {
        let Some(value) = value else { return self.raw(property, vec![0; 8]) };
        let text = value.to_string();
        let field = |from: usize, to: usize| text.get(from..to).and_then(|digits| digits.parse::<u16>().ok());
        let byte = |from: usize| u8::try_from(field(from, from + 2).unwrap_or(0)).unwrap_or(0);
        let [high, low] = field(0, 4).unwrap_or(0).to_be_bytes();
        self.raw(property, vec![high, low, byte(5), byte(8), byte(11), byte(14), byte(17), 0])
    }

    /// The set as it lies in the file.
    pub(super) fn put(&self, bytes: &mut Vec<u8>) {
        let length: usize = self.items.iter().map(|(_, value)| 4 + value.len()).sum();
        klv::put_short_head(&self.key, length as u64, bytes);
        for (property, value) in &self.items {
            bytes.extend_from_slice(&property.tag.to_be_bytes());
            bytes.extend_from_slice(&u16::try_from(value.len()).unwrap_or(0).to_be_bytes());
            bytes.extend_from_slice(value);
        }
    }
}

/// Primer pack and sets.
pub(super) fn header_metadata(sets: &[LocalSet]) -> Vec<u8> {
    let tags: BTreeMap<u16, Label> =
        sets.iter().flat_map(|set| &set.items).map(|(property, _)| (property.tag, property.label)).collect();
    let mut bytes = Vec::new();
    klv::put_short_head(&PRIMER_PACK, 8 + 18 * tags.len() as u64, &mut bytes);
    bytes.extend_from_slice(&u32::try_from(tags.len()).unwrap_or(0).to_be_bytes());
    bytes.extend_from_slice(&18_u32.to_be_bytes());
    for (tag, label) in tags {
        bytes.extend_from_slice(&tag.to_be_bytes());
        bytes.extend_from_slice(&label);
    }
    sets.iter().for_each(|set| set.put(&mut bytes));
    bytes
}
