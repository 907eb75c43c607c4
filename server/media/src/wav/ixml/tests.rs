//! iXML as recorders write it, and as nobody should.

use super::Ixml;
use interneg_spec::Rate;

fn parse(text: impl AsRef<[u8]>) -> (Result<Ixml, String>, Vec<String>) {
    let mut warnings = Vec::new();
    let parsed = Ixml::parse(text.as_ref(), &mut warnings);
    (parsed, warnings)
}

const WHOLE: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>
<bwfxml><SCENE> 12A &amp; B</SCENE><Take>3</Take><TAPE>TWD8056</TAPE><CIRCLED>true</CIRCLED>
<TAKE_TYPE>PICKUP, wild_track</TAKE_TYPE><WILD_TRACK>TRUE</WILD_TRACK><NO_GOOD>TRUE</NO_GOOD>
<SPEED><TIMECODE_RATE>24000/1001</TIMECODE_RATE><TIMECODE_FLAG>NDF</TIMECODE_FLAG>
<TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_HI>1</TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_HI>
<TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO>5</TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO>
<TIMESTAMP_SAMPLE_RATE>48048</TIMESTAMP_SAMPLE_RATE></SPEED>
<SYNC_POINT_LIST><SYNC_POINT><SYNC_POINT_TYPE>RELATIVE</SYNC_POINT_TYPE><SYNC_POINT_LOW>96000</SYNC_POINT_LOW>
<SYNC_POINT_FUNCTION>SLATE_GENERIC</SYNC_POINT_FUNCTION></SYNC_POINT></SYNC_POINT_LIST>
<TRACK_LIST><TRACK_COUNT>2</TRACK_COUNT>
<TRACK><CHANNEL_INDEX>5</CHANNEL_INDEX><INTERLEAVE_INDEX>2</INTERLEAVE_INDEX><NAME>Boom</NAME></TRACK>
<TRACK><CHANNEL_INDEX>7</CHANNEL_INDEX><INTERLEAVE_INDEX>1</INTERLEAVE_INDEX><NAME>Mix</NAME></TRACK></TRACK_LIST>
</bwfxml>\0\0\0<garbage";

#[test]
fn elements_are_found_whatever_their_case() {
    for text in [WHOLE.to_owned(), format!("\u{feff}{WHOLE}")] {
        let (ixml, warnings) = parse(text);
        let ixml = ixml.unwrap();
        assert!(warnings.is_empty(), "{warnings:?}");
        assert_eq!((ixml.scene.as_deref(), ixml.take.as_deref()), (Some("12A & B"), Some("3")));
        assert_eq!((ixml.tape.as_deref(), ixml.circled), (Some("TWD8056"), true));
        assert_eq!(ixml.take_types, ["PICKUP", "WILD_TRACK", "NO_GOOD"]);
        assert_eq!((ixml.speed.timecode_rate, ixml.speed.drop_frame), (Some(Rate::FPS_23_976), Some(false)));
        assert_eq!(ixml.speed.timestamp_samples, Some((1 << 32) + 5));
        assert_eq!(ixml.sync_points[0].sample, 96000);
        assert_eq!(
            (ixml.channel_name(0), ixml.channel_name(1), ixml.channel_name(2)),
            (Some("Mix"), Some("Boom"), None)
        );
    }
}

#[test]
fn other_encodings_are_read_with_a_warning() {
    let utf16: Vec<u8> = format!("\u{feff}{WHOLE}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let (ixml, warnings) = parse(utf16);
    assert_eq!(ixml.unwrap().tape.as_deref(), Some("TWD8056"));
    assert!(warnings[0].contains("UTF-16"));
    let (ixml, warnings) = parse(b"<BWFXML><NOTE>Stra\xdfe</NOTE></BWFXML>");
    assert_eq!(ixml.unwrap().note.as_deref(), Some("Stra\u{df}e"));
    assert!(warnings[0].contains("Latin-1"));
}

#[test]
fn rates_that_are_no_fraction_are_suspect() {
    for (text, rate) in [("24", "24"), ("23.98", "24000/1001"), ("23.976", "24000/1001"), ("29.97", "30000/1001")] {
        let (ixml, warnings) = parse(format!("<BWFXML><SPEED><TIMECODE_RATE>{text}</TIMECODE_RATE></SPEED></BWFXML>"));
        assert_eq!(ixml.unwrap().speed.timecode_rate, rate.parse().ok());
        assert!(warnings[0].contains("no fraction"), "{warnings:?}");
    }
    let (ixml, warnings) = parse("<BWFXML><SPEED><TIMECODE_RATE>fast</TIMECODE_RATE></SPEED></BWFXML>");
    assert_eq!(ixml.unwrap().speed.timecode_rate, None);
    assert!(warnings[0].contains("says nothing"));
}

#[test]
fn bombs_and_other_documents_are_refused() {
    let bomb = "<!DOCTYPE b [<!ENTITY a 'aaaaaaaaaa'><!ENTITY c '&a;&a;&a;'>]><BWFXML><NOTE>&c;</NOTE></BWFXML>";
    assert!(parse(bomb).0.unwrap_err().contains("document type"));
    assert!(parse("<BWFXML><NOTE>&c;</NOTE></BWFXML>").0.unwrap_err().contains("&c;"));
    assert!(parse("<html/>").0.unwrap_err().contains("HTML"));
    assert!(parse("").0.unwrap_err().contains("no document"));
    assert!(parse("<BWFXML>".to_owned() + &"<a>".repeat(5000)).0.unwrap_err().contains("deep"));
}

#[test]
fn a_document_that_is_cut_short_keeps_its_beginning() {
    for cut in
        ["<BWFXML><SCENE>12A</SCENE><TAKE>3", "<BWFXML><SCENE>12A</SCENE><TAK", "<BWFXML><SCENE>12A</SCENE></TAKE>"]
    {
        let (ixml, warnings) = parse(cut);
        assert_eq!(ixml.unwrap().scene.as_deref(), Some("12A"));
        assert!(warnings[0].contains("up to a fault"), "{warnings:?}");
    }
}
