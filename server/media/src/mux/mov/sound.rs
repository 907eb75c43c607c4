//! Sample description of one channel of sound.

use super::atom::Atoms;

/// Bytes of a 24-bit sample.
pub(super) const SAMPLE_BYTES: u32 = 3;

/// Layout tag of one channel (`kAudioChannelLayoutTag_Mono`).
const MONO: u32 = 100 << 16 | 1;

/// Writes the description: Apple, "QuickTime File Format", "Sound sample description (version 1)".
///
/// `in24` with an `enda` atom rather than `lpcm`: little-endian as the sound is handed over, and the older of the two, which
/// Avid, Resolve and Premiere have read for longest. `lpcm` would be needed above 65535 Hz only.
pub(super) fn write_description(atoms: &mut Atoms, sample_rate_hz: u32) {
    atoms.atom(b"in24", |atoms| {
        atoms.zeros(6);
        // Data reference, then version 1, revision and vendor 0.
        atoms.u16(1);
        atoms.u16(1);
        atoms.zeros(6);
        // Channels; 16 bits, which the format says of all longer samples; compression and packets: none.
        atoms.u16(1);
        atoms.u16(16);
        atoms.u32(0);
        atoms.u32(sample_rate_hz << 16);
        // Samples of a packet, bytes of a packet, of a frame, and of an uncompressed sample of 16 bits.
        atoms.u32(1);
        atoms.u32(SAMPLE_BYTES);
        atoms.u32(SAMPLE_BYTES);
        atoms.u32(2);
        atoms.atom(b"wave", |atoms| {
            atoms.atom(b"frma", |atoms| atoms.bytes(b"in24"));
            // Little-endian.
            atoms.atom(b"enda", |atoms| atoms.u16(1));
            atoms.atom(&[0; 4], |_| {});
        });
        atoms.full_atom(b"chan", 0, 0, |atoms| {
            atoms.u32(MONO);
            // Bitmap and descriptions: none.
            atoms.zeros(8);
        });
    });
}
