//! Header metadata as sets of properties.

use crate::mux::mxf::klv::ber_length;
use crate::mux::mxf::label::{self, Label, PARTITION_PACK, PRIMER_PACK};
use crate::mux::mxf::property::{INSTANCE_ID, Property};
use crate::mux::mxf::set::{InstanceId, SetKind};
use std::cell::Cell;
use std::collections::BTreeMap;

/// Sets that are read of one file; Avid's files, which hold their dictionary, have a few thousand.
const MOST_SETS: usize = 1 << 18;
/// Tags from here on mean what the primer pack says.
const FIRST_DYNAMIC_TAG: u16 = 0x8000;

/// All sets of a file's header metadata. Values are parts of the bytes that were read.
///
/// A strong reference is its set's only one (ST 377-1 section 9.5), so a set is given to the first who refers to it and to
/// nobody else: neither circles nor lists that name a set over and over can make more of a file than its bytes.
#[derive(Debug, Default)]
pub(super) struct Sets<'a> {
    primer: BTreeMap<u16, Label>,
    sets: Vec<Owned<'a>>,
    by_id: BTreeMap<InstanceId, usize>,
}

/// A set, and whether it was given away.
#[derive(Debug)]
struct Owned<'a> {
    kind: SetKind,
    value: &'a [u8],
    is_given: Cell<bool>,
}

/// One set.
#[derive(Debug, Clone, Copy)]
pub(super) struct Set<'a> {
    /// What it is.
    pub kind: SetKind,
    value: &'a [u8],
    primer: &'a BTreeMap<u16, Label>,
}

impl<'a> Sets<'a> {
    /// Reads the sets, and ends where the metadata ends or a partition begins.
    ///
    /// # Errors
    /// Words for what is cut short or contradicts itself.
    pub(super) fn parse(metadata: &'a [u8]) -> Result<Self, String> {
        let mut all = Self::default();
        let mut rest = metadata;
        while let Some((key, tail)) = rest.split_first_chunk::<16>() {
            let at = metadata.len() - rest.len();
            if key[..13] == PARTITION_PACK && (2..=4).contains(&key[13]) {
                break;
            }
            let split = ber_length(tail).and_then(|(length, length_bytes)| {
                tail.get(length_bytes..)?.split_at_checked(usize::try_from(length).ok()?)
            });
            let Some((value, behind)) = split else {
                return Err(format!("an item at byte {at} of the header metadata is cut short"));
            };
            if label::same(key, &PRIMER_PACK) {
                all.primer = primer(value).ok_or("the primer pack is cut short")?;
            } else if let Some(kind) = SetKind::of(key) {
                all.add(kind, value).map_err(|words| format!("{words}, at byte {at} of the header metadata"))?;
            }
            rest = behind;
        }
        Ok(all)
    }

    fn add(&mut self, kind: SetKind, value: &'a [u8]) -> Result<(), String> {
        if self.sets.len() == MOST_SETS {
            return Err(format!("more than {MOST_SETS} sets"));
        }
        let id = items(value)
            .find_map(|item| item.map(|(tag, bytes)| (tag == INSTANCE_ID.tag).then_some(bytes)).transpose())
            .ok_or("a set without an id")?
            .map_err(|()| "a set whose properties are cut short".to_owned())?;
        if items(value).any(|item| item.is_err()) {
            return Err("a set whose properties are cut short".to_owned());
        }
        let id = id.try_into().map_err(|_| "a set whose id has no 16 bytes".to_owned())?;
        self.by_id.entry(id).or_insert(self.sets.len());
        self.sets.push(Owned { kind, value, is_given: Cell::new(false) });
        Ok(())
    }

    /// The first set of a kind.
    pub(super) fn first(&self, kind: SetKind) -> Option<Set<'_>> {
        self.of_kinds(&[kind]).next()
    }

    /// All sets of these kinds, in order of the file.
    pub(super) fn of_kinds(&self, kinds: &[SetKind]) -> impl Iterator<Item = Set<'_>> {
        let found = self.sets.iter().filter(|set| kinds.contains(&set.kind));
        found.map(|set| Set { kind: set.kind, value: set.value, primer: &self.primer })
    }

    /// The set that a strong reference names, where nobody else has it.
    pub(super) fn take(&self, id: InstanceId) -> Option<Set<'_>> {
        let set = self.sets.get(*self.by_id.get(&id)?)?;
        (!set.is_given.replace(true)).then_some(Set { kind: set.kind, value: set.value, primer: &self.primer })
    }

    /// The sets that a list of strong references names; those that are not there are left out.
    pub(super) fn referred<'s>(&'s self, set: &Set<'s>, property: Property) -> impl Iterator<Item = Set<'s>> {
        set.list(property).filter_map(|id| self.take(id))
    }
}

impl<'a> Set<'a> {
    /// Value of a property.
    pub(super) fn bytes(&self, property: Property) -> Option<&'a [u8]> {
        items(self.value).filter_map(Result::ok).find(|(tag, _)| self.means(*tag, property)).map(|(_, value)| value)
    }

    fn means(&self, tag: u16, property: Property) -> bool {
        if tag < FIRST_DYNAMIC_TAG {
            return tag == property.tag;
        }
        self.primer.get(&tag).is_some_and(|known| label::same(known, &property.label))
    }

    fn fixed<const N: usize>(&self, property: Property) -> Option<[u8; N]> {
        self.bytes(property)?.try_into().ok()
    }

    pub(super) fn u8(&self, property: Property) -> Option<u8> {
        self.fixed(property).map(u8::from_be_bytes)
    }

    pub(super) fn u16(&self, property: Property) -> Option<u16> {
        self.fixed(property).map(u16::from_be_bytes)
    }

    pub(super) fn u32(&self, property: Property) -> Option<u32> {
        self.fixed(property).map(u32::from_be_bytes)
    }

    pub(super) fn i64(&self, property: Property) -> Option<i64> {
        self.fixed(property).map(i64::from_be_bytes)
    }

    /// A length; negative ones stand for one that is not known.
    pub(super) fn length(&self, property: Property) -> Option<u64> {
        self.i64(property).and_then(|value| u64::try_from(value).ok())
    }

    pub(super) fn id(&self, property: Property) -> Option<[u8; 16]> {
        self.fixed(property)
    }

    pub(super) fn umid(&self, property: Property) -> Option<crate::mux::mxf::Umid> {
        self.fixed(property).map(crate::mux::mxf::Umid)
    }

    /// A ratio of positive numbers that fit in 31 bits, as the format has them.
    pub(super) fn ratio(&self, property: Property) -> Option<(u32, u32)> {
        let bytes = self.fixed::<8>(property)?;
        let part = |at: usize| Some(u32::from_be_bytes(*bytes[at..].first_chunk()?));
        let (numerator, denominator) = (part(0)?, part(4)?);
        let good = |value: u32| i32::try_from(value).is_ok_and(|value| value > 0);
        (good(numerator) && good(denominator)).then_some((numerator, denominator))
    }

    /// UTF-16, up to a terminating zero.
    pub(super) fn text(&self, property: Property) -> Option<String> {
        self.bytes(property).map(|bytes| utf16(bytes, u16::from_be_bytes))
    }

    /// The text inside of a tagged value, in either byte order; `None` where it is no text.
    pub(super) fn indirect_text(&self, property: Property) -> Option<String> {
        // Byte order, then the id of the type `String` of AAF in that order.
        const LITTLE: [u8; 17] = [0x4c, 0, 2, 0x10, 1, 0, 0, 0, 0, 6, 0x0e, 0x2b, 0x34, 1, 4, 1, 1];
        const BIG: [u8; 17] = [0x42, 1, 0x10, 2, 0, 0, 0, 0, 0, 6, 0x0e, 0x2b, 0x34, 1, 4, 1, 1];
        let bytes = self.bytes(property)?;
        if let Some(text) = bytes.strip_prefix(&LITTLE) {
            return Some(utf16(text, u16::from_le_bytes));
        }
        bytes.strip_prefix(&BIG).map(|text| utf16(text, u16::from_be_bytes))
    }

    /// A list of ids or labels; empty where it is not there or its entries have another size.
    pub(super) fn list(&self, property: Property) -> impl Iterator<Item = [u8; 16]> + use<'a> {
        let entries = self.bytes(property).and_then(|bytes| {
            let (head, entries) = bytes.split_first_chunk::<8>()?;
            let size = u32::from_be_bytes([head[4], head[5], head[6], head[7]]);
            let count = u32::from_be_bytes([head[0], head[1], head[2], head[3]]);
            (size == 16).then_some(entries.chunks_exact(16).take(usize::try_from(count).ok()?))
        });
        entries.into_iter().flatten().filter_map(|entry| entry.try_into().ok())
    }
}

/// Tags and values of a set; an error, then nothing, where one is cut short.
fn items(mut value: &[u8]) -> impl Iterator<Item = Result<(u16, &[u8]), ()>> {
    std::iter::from_fn(move || {
        if value.is_empty() {
            return None;
        }
        let item = value.split_first_chunk::<4>().and_then(|(head, tail)| {
            let length = usize::from(u16::from_be_bytes([head[2], head[3]]));
            let (bytes, rest) = tail.split_at_checked(length)?;
            Some((u16::from_be_bytes([head[0], head[1]]), bytes, rest))
        });
        let Some((tag, bytes, rest)) = item else {
            value = &[];
            return Some(Err(()));
        };
        value = rest;
        Some(Ok((tag, bytes)))
    })
}

fn primer(value: &[u8]) -> Option<BTreeMap<u16, Label>> {
    let (head, entries) = value.split_first_chunk::<8>()?;
    if head[4..] != 18_u32.to_be_bytes() {
        return None;
    }
    let count = usize::try_from(u32::from_be_bytes([head[0], head[1], head[2], head[3]])).ok()?;
    let entries = entries.get(..count.checked_mul(18)?)?;
    let entry = |bytes: &[u8]| Some((u16::from_be_bytes([bytes[0], bytes[1]]), bytes[2..].try_into().ok()?));
    Some(entries.chunks_exact(18).filter_map(entry).collect())
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).take_while(|unit| *unit != 0);
    char::decode_utf16(units).map(|character| character.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}
