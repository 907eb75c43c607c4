//! A clip in one argument: `PATH,in=TC,out=TC,space=NAME`.

use interneg_spec::{Clip, MediaPath, Timecode};
use serde_json::{Map, Value};
use thiserror::Error;

/// A clip as the flag gives it.
#[derive(Debug, Clone, PartialEq)]
pub struct ClipArg(pub Clip);

/// Why a text is no clip.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ClipArgError {
    /// A key that clips do not have.
    #[error("clips have no {0:?}; the keys are in, out, space, range, matrix, siting, reel, start and rate")]
    Key(String),
    /// A key that stands there twice.
    #[error("{0} is given twice")]
    Twice(String),
    /// A value that does not fit its key.
    #[error("{0}")]
    Value(String),
}

/// Flag key and field of the job.
const KEYS: [(&str, &str); 9] = [
    ("in", "in"),
    ("out", "out"),
    ("space", "colour_space"),
    ("range", "range"),
    ("matrix", "matrix"),
    ("siting", "siting"),
    ("reel", "reel"),
    ("start", "start_timecode"),
    ("rate", "rate"),
];

impl std::str::FromStr for ClipArg {
    type Err = ClipArgError;

    fn from_str(text: &str) -> Result<Self, ClipArgError> {
        let mut parts = text.split(',');
        let mut path = parts.next().unwrap_or_default().to_owned();
        let mut fields = Map::new();
        for part in parts {
            let Some((key, value)) = part.split_once('=') else {
                // A comma of the path itself; after the first key there can be none.
                if !fields.is_empty() {
                    return Err(ClipArgError::Key(part.to_owned()));
                }
                path = format!("{path},{part}");
                continue;
            };
            let field = KEYS.iter().find(|(flag, _)| *flag == key).map(|(_, field)| *field);
            let field = field.ok_or_else(|| ClipArgError::Key(key.to_owned()))?;
            if fields.insert(field.to_owned(), Value::from(value)).is_some() {
                return Err(ClipArgError::Twice(key.to_owned()));
            }
        }
        check_timecodes(&fields)?;
        path.parse::<MediaPath>().map_err(|error| ClipArgError::Value(error.to_string()))?;
        fields.insert("path".to_owned(), Value::from(path));
        fields.entry("colour_space").or_insert_with(|| Value::from("auto"));
        serde_json::from_value(Value::Object(fields)).map(Self).map_err(|error| ClipArgError::Value(error.to_string()))
    }
}

/// Timecodes first, because their own message says more than the parser of the whole clip.
fn check_timecodes(fields: &Map<String, Value>) -> Result<(), ClipArgError> {
    let texts = ["in", "out", "start_timecode"].into_iter().filter_map(|field| fields.get(field)?.as_str());
    for text in texts {
        text.parse::<Timecode>().map_err(|error| ClipArgError::Value(error.to_string()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use interneg_spec::{Rate, SampleRange, Siting};

    #[test]
    fn reads_every_key() {
        let text = "ocf:A001/A001C001.mov,in=10:00:01:00,out=10:00:02;00,space=ARRI LogC3 (EI800),range=legal,\
                    matrix=bt709,siting=top_left,reel=A001,start=10:00:00:00,rate=23.976";
        let clip = text.parse::<ClipArg>().unwrap().0;
        assert_eq!(clip.path.to_string(), "ocf:A001/A001C001.mov");
        assert_eq!(clip.in_point.map(|point| point.to_string()).as_deref(), Some("10:00:01:00"));
        assert_eq!(clip.out_point.map(Timecode::is_drop_frame), Some(true));
        assert_eq!(clip.colour_space, "ARRI LogC3 (EI800)");
        assert_eq!((clip.range, clip.siting), (Some(SampleRange::Legal), Some(Siting::TopLeft)));
        assert_eq!((clip.reel.as_deref(), clip.rate), (Some("A001"), Some(Rate::FPS_23_976)));
    }

    #[test]
    fn the_colour_space_is_auto_and_paths_may_hold_commas() {
        let clip = "ocf:Take 1, B cam.mov".parse::<ClipArg>().unwrap().0;
        assert_eq!((clip.path.to_string().as_str(), clip.colour_space.as_str()), ("ocf:Take 1, B cam.mov", "auto"));
    }

    #[test]
    fn says_what_is_wrong() {
        for (text, part) in [
            ("a.mov,colour=x", "no \"colour\""),
            ("a.mov,in=1:2", "HH:MM:SS:FF"),
            ("a.mov,in=10:00:00:00,x", "no \"x\""),
            ("a.mov,reel=A,reel=B", "twice"),
            ("a.mov,range=wide", "wide"),
            ("a.mov,rate=fast", "frame rate"),
            ("", "empty"),
            ("ocf:../x.mov", "leaves its root"),
        ] {
            let error = text.parse::<ClipArg>().unwrap_err().to_string();
            assert!(error.contains(part), "{text}: {error}");
        }
    }
}
