//! Sample description of the picture.

use super::atom::Atoms;
use crate::mux::{CleanAperture, FieldOrder, PictureTrack, vc3};
use interneg_spec::SampleRange;
use interneg_spec::proxy::{CodecFamily, ProxyCodec, Vendor};

/// Resolution of a picture on paper, dots an inch with 16 bits behind the point; a constant of the format.
const DOTS_PER_INCH: u32 = 72 << 16;
/// `codecNormalQuality`.
const NORMAL_QUALITY: u32 = 0x200;
/// Length of the codec's name, its length included.
const NAME_BYTES: usize = 32;

/// Name of the sample description, and the codec's name for people.
fn names(codec: ProxyCodec) -> (&'static [u8; 4], &'static str) {
    match codec {
        ProxyCodec::ProresProxy => (b"apco", "ProRes 422 Proxy"),
        ProxyCodec::ProresLt => (b"apcs", "ProRes 422 LT"),
        ProxyCodec::Prores422 => (b"apcn", "ProRes 422"),
        ProxyCodec::ProresHq => (b"apch", "ProRes 422 HQ"),
        ProxyCodec::Prores4444 => (b"ap4h", "ProRes 4444"),
        ProxyCodec::Prores4444Xq => (b"ap4x", "ProRes 4444 XQ"),
        ProxyCodec::DnxhrLb => (b"AVdh", "DNxHR LB"),
        ProxyCodec::DnxhrSq => (b"AVdh", "DNxHR SQ"),
        ProxyCodec::DnxhrHq => (b"AVdh", "DNxHR HQ"),
        ProxyCodec::DnxhrHqx => (b"AVdh", "DNxHR HQX"),
        ProxyCodec::Dnxhr444 => (b"AVdh", "DNxHR 444"),
        ProxyCodec::Dnxhd36 => (b"AVdn", "DNxHD 36"),
        ProxyCodec::Dnxhd115 => (b"AVdn", "DNxHD 115"),
        ProxyCodec::Dnxhd175 => (b"AVdn", "DNxHD 175"),
    }
}

/// Whether a packet looks like a frame of the picture.
pub(super) fn is_frame_of(picture: &PictureTrack, packet: &[u8]) -> bool {
    match picture.codec.family() {
        // RDD 36: the frame identifier is at byte 4, the kind of alpha, 0 for none, in the lower half of byte 25.
        CodecFamily::Prores => {
            let has_alpha = packet.get(25).is_some_and(|byte| byte & 0x0f != 0);
            packet.get(4..8).is_some_and(|identifier| identifier == b"icpf") && has_alpha == picture.has_alpha
        }
        CodecFamily::Dnxhr | CodecFamily::Dnxhd => vc3::is_frame_of(picture, packet),
    }
}

/// Writes the description: Apple, "QuickTime File Format", "Video sample description", and the extensions behind it.
pub(super) fn write_description(atoms: &mut Atoms, picture: &PictureTrack) {
    let (code, name) = names(picture.codec);
    atoms.atom(code, |atoms| {
        atoms.zeros(6);
        // Data reference, then version and revision: none.
        atoms.u16(1);
        atoms.zeros(4);
        match picture.vendor {
            Vendor::Interneg => atoms.zeros(4),
            Vendor::Apple => atoms.bytes(b"appl"),
        }
        // Quality in time and in space.
        atoms.u32(0);
        atoms.u32(NORMAL_QUALITY);
        atoms.u16(side(picture.raster.width));
        atoms.u16(side(picture.raster.height));
        atoms.u32(DOTS_PER_INCH);
        atoms.u32(DOTS_PER_INCH);
        // Data size, then frames a sample.
        atoms.u32(0);
        atoms.u16(1);
        atoms.pascal(name);
        atoms.zeros(NAME_BYTES - 1 - name.len());
        // Depth without alpha and with it, then no colour table.
        atoms.u16(if picture.has_alpha { 32 } else { 24 });
        atoms.u16(u16::MAX);
        write_avid_atoms(atoms, picture);
        write_colour(atoms, picture);
        write_fields(atoms, picture.field_order);
        atoms.atom(b"pasp", |atoms| {
            atoms.u32(picture.pixel_aspect.0);
            atoms.u32(picture.pixel_aspect.1);
        });
        let (width, height) = (picture.raster.width, picture.raster.height);
        let whole = CleanAperture { left: 0, top: 0, width, height };
        write_clean_aperture(atoms, picture, picture.clean_aperture.unwrap_or(whole));
        // QuickTime ends a list of extensions with a size of 0.
        atoms.u32(0);
    });
}

fn side(pixels: u32) -> u16 {
    // The checks at the beginning leave no side above 32767.
    u16::try_from(pixels).unwrap_or(u16::MAX)
}

/// What Avid's codecs want beside DNxHD and DNxHR: the range, and a summary of the frames' headers. Avid has published
/// no description; the layouts are those of files that are known to be read, and unknown fields are theirs.
fn write_avid_atoms(atoms: &mut Atoms, picture: &PictureTrack) {
    let Some(compression_id) = vc3::compression_id(picture) else { return };
    atoms.atom(b"ACLR", |atoms| {
        atoms.bytes(b"ACLR0001");
        atoms.u32(if picture.range == SampleRange::Full { 2 } else { 1 });
        atoms.u32(0);
    });
    if picture.codec.family() == CodecFamily::Dnxhr {
        atoms.atom(b"ADHR", |atoms| {
            atoms.bytes(b"0001");
            atoms.u32(compression_id);
            // Sampling 0 is 4:2:2, 2 is 4:4:4; depth 1 is 8 bits, 2 is 10, 3 is 12.
            atoms.u32(if picture.codec.is_444() { 2 } else { 0 });
            atoms.u32(u32::from(picture.bits / 2).saturating_sub(3));
            // Colour format as bit 0 of byte 0x2c of the frames. FFmpeg sets it in 4:4:4 Y'CbCr, where its decoder wants it;
            // mediainfo takes the same bit for RGB.
            atoms.u16(u16::from(picture.codec.is_444() && !picture.is_rgb()));
            atoms.u16(u16::from(vc3::colour_volume(picture.colour)));
            // Alpha, and whether colour is multiplied by it: none.
            atoms.u32(0);
        });
        return;
    }
    atoms.atom(b"APRG", |atoms| {
        atoms.bytes(b"APRG0001");
        // Always so, of fields as well.
        atoms.u32(1);
        atoms.u32(0);
    });
    atoms.atom(b"ARES", |atoms| {
        atoms.bytes(b"ARES0001");
        atoms.u32(compression_id);
        atoms.u32(picture.raster.width);
        // Lines of a field, where there are fields; then whether there are, unknown, and the kind of scan.
        let is_progressive = picture.field_order == FieldOrder::Progressive;
        let (fields, scan) = match (is_progressive, picture.raster.height) {
            (true, 720) => (1, 6),
            (true, _) => (1, 5),
            (false, _) => (2, 4),
        };
        atoms.u32(picture.raster.height / fields);
        atoms.u32(fields);
        atoms.u32(0);
        atoms.u32(scan);
        atoms.zeros(80);
    });
}

/// `colr` of kind `nclc`: code points without a range, which QuickTime takes from the codec.
fn write_colour(atoms: &mut Atoms, picture: &PictureTrack) {
    atoms.atom(b"colr", |atoms| {
        atoms.bytes(b"nclc");
        let colour = picture.colour;
        for code in [colour.primaries, colour.transfer, colour.matrix] {
            atoms.u16(u16::from(code));
        }
    });
}

/// `fiel`: fields of a frame, and 9 or 14 where their lines lie interleaved and the first or the second line is the
/// earlier one.
fn write_fields(atoms: &mut Atoms, order: FieldOrder) {
    atoms.atom(b"fiel", |atoms| {
        atoms.bytes(match order {
            FieldOrder::Progressive => &[1, 0],
            FieldOrder::TopFirst => &[2, 9],
            FieldOrder::BottomFirst => &[2, 14],
        });
    });
}

/// `clap` (Apple, "QuickTime File Format", "Clean aperture"): width, height, and the distance of its centre from the picture's, as fractions.
fn write_clean_aperture(atoms: &mut Atoms, picture: &PictureTrack, aperture: CleanAperture) {
    // Twice the distance is a whole number; sides are below 32768.
    let twice = |begin: u32, length: u32, side: u32| {
        i32::try_from(i64::from(2 * begin + length) - i64::from(side)).unwrap_or(0)
    };
    atoms.atom(b"clap", |atoms| {
        for length in [aperture.width, aperture.height] {
            atoms.u32(length);
            atoms.u32(1);
        }
        atoms.i32(twice(aperture.left, aperture.width, picture.raster.width));
        atoms.u32(2);
        atoms.i32(twice(aperture.top, aperture.height, picture.raster.height));
        atoms.u32(2);
    });
}
