//! What the packages of an MXF file say of a clip (`spec/proxies.md` section 5).

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Identities of the packages of an MXF file, as 64 hexadecimal digits in upper case.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Umids {
    /// The material package: the editor's clip.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub material: Option<String>,
    /// The file source package: the essence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The tape or other source behind it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tape: Option<String>,
}

/// What the package chain names. A strict reader of packages fills the same facts as [`PackageFacts::of_tags`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PackageFacts {
    /// Name of the material package.
    pub clip_name: Option<String>,
    /// The column `Source File` of an editor's bin.
    pub source_file: Option<String>,
    /// Package identities.
    pub umids: Umids,
}

impl PackageFacts {
    /// Reads them from the tags that FFmpeg gives an MXF file.
    pub fn of_tags(tags: &BTreeMap<String, String>) -> Self {
        let text = |key: &str| tags.get(key).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
        // Where the file and its picture stream have tags of one name, a probe puts the stream in front.
        let umid = |key: &str| text(&format!("picture:{key}")).or_else(|| text(key)).as_deref().and_then(umid);
        Self {
            clip_name: text("material_package_name"),
            source_file: text("comment_Source File").or_else(|| text("comment_UNC Path").map(|path| base_name(&path))),
            umids: Umids {
                material: umid("material_package_umid"),
                file: umid("file_package_umid"),
                tape: umid("reel_umid"),
            },
        }
    }
}

/// The digits of a UMID without their prefix; `None` for anything else and for the empty identity of 64 zeros.
fn umid(text: &str) -> Option<String> {
    let digits = text.strip_prefix("0x").unwrap_or(text);
    let is_umid = digits.len() == 64 && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    (is_umid && digits.bytes().any(|digit| digit != b'0')).then(|| digits.to_ascii_uppercase())
}

fn base_name(path: &str) -> String {
    path.rsplit(['/', '\\']).next().unwrap_or(path).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_of_both_forms_are_read() {
        let digits = "060A2B340101010501010D0013CCE26F529471344ECCE26F00529471344ECC00";
        let tags = [
            ("material_package_name", " A001C001 ".to_owned()),
            ("material_package_umid", format!("0x{digits}")),
            ("picture:file_package_umid", digits.to_lowercase()),
            ("reel_umid", "0".repeat(64)),
            ("comment_UNC Path", "\\\\nas\\ocf\\A001C001.mov".to_owned()),
        ];
        let facts = PackageFacts::of_tags(&tags.map(|(key, value)| (key.to_owned(), value)).into());
        assert_eq!(facts.clip_name.as_deref(), Some("A001C001"));
        assert_eq!(facts.source_file.as_deref(), Some("A001C001.mov"));
        assert_eq!((facts.umids.material.as_deref(), facts.umids.file.as_deref()), (Some(digits), Some(digits)));
        assert_eq!(facts.umids.tape, None);
        for text in ["", "0x12", "zz", &digits[1..]] {
            assert_eq!(umid(text), None, "{text}");
        }
    }
}
