//! Names and comments as QuickTime metadata: keys of the namespace `mdta`, and values.

use super::atom::Atoms;
use crate::mux::MovieDescription;

/// Well-known type of a value: UTF-8.
const UTF8: u32 = 1;

/// Comments that editors have keys for (Apple, "Describing Media Assets", keys of Final Cut Pro's browser). Others go by
/// their own names.
const KNOWN_COMMENTS: [(&str, &str); 5] = [
    ("Scene", "com.apple.proapps.scene"),
    ("Shot", "com.apple.proapps.shot"),
    ("Take", "com.apple.proapps.take"),
    ("Angle", "com.apple.proapps.angle"),
    ("Camera", "com.apple.proapps.cameraName"),
];

/// Keys and values of a movie.
fn items(description: &MovieDescription) -> Vec<(String, String)> {
    let mut items = vec![
        ("com.apple.quicktime.displayname".to_owned(), description.clip_name.clone()),
        ("com.apple.proapps.clipID".to_owned(), description.clip_name.clone()),
        ("com.apple.quicktime.creationdate".to_owned(), description.created.to_string()),
        ("com.apple.quicktime.software".to_owned(), format!("{} {}", description.tool, description.tool_version)),
    ];
    items.extend(description.reel.iter().map(|reel| ("com.apple.proapps.reel".to_owned(), reel.clone())));
    items.extend(description.comments.iter().map(|(name, text)| {
        let known = KNOWN_COMMENTS.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        (known.map_or(name.as_str(), |(_, key)| key).to_owned(), text.clone())
    }));
    items.retain(|(_, text)| !text.trim().is_empty());
    items
}

/// Writes `meta`: Apple, "QuickTime File Format", "Metadata".
pub(super) fn write_metadata(atoms: &mut Atoms, description: &MovieDescription) {
    let items = items(description);
    atoms.atom(b"meta", |atoms| {
        atoms.full_atom(b"hdlr", 0, 0, |atoms| {
            atoms.u32(0);
            atoms.bytes(b"mdta");
            atoms.zeros(12);
            atoms.pascal("");
        });
        atoms.full_atom(b"keys", 0, 0, |atoms| {
            atoms.u32(u32::try_from(items.len()).unwrap_or(u32::MAX));
            for (key, _) in &items {
                atoms.atom(b"mdta", |atoms| atoms.bytes(key.as_bytes()));
            }
        });
        atoms.atom(b"ilst", |atoms| {
            for (number, (_, text)) in (1_u32..).zip(&items) {
                atoms.atom(&number.to_be_bytes(), |atoms| {
                    atoms.atom(b"data", |atoms| {
                        atoms.u32(UTF8);
                        // No country, no language.
                        atoms.u32(0);
                        atoms.bytes(text.as_bytes());
                    });
                });
            }
        });
    });
}
