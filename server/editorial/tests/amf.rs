//! Pipelines of others are read and followed, and broken ones are refused.
#![expect(clippy::unwrap_used, reason = "a test fails where it stands")]

#[path = "common/shared.rs"]
mod shared;

use interneg_editorial::amf::{
    AcesGeneration, Amf, AmfError, AmfVersion, ClipMedia, DisplayView, FileHash, HashKind, InputKind, LookKind, Named,
    Operation, OperationError, OutputKind, Stage, Transform, TransformFile,
};
use interneg_editorial::cdl::Cdl;

fn sample(name: &str) -> Option<Amf> {
    let folder = shared::samples("colour/amf")?;
    Some(Amf::from_xml(&std::fs::read_to_string(folder.join(name)).unwrap()).unwrap())
}

const REC709: &str = "Rec.1886 Rec.709 - Display";
const SDR_VIDEO: DisplayView = DisplayView { display: REC709, view: "ACES 1.0 - SDR Video" };

fn grade(slope: f64) -> Cdl {
    Cdl::new([slope; 3], [0.1; 3], [1.0; 3], 1.0).unwrap()
}

/// Whether the transforms of a file are applied, in order.
fn applied(amf: &Amf) -> Vec<bool> {
    amf.pipeline.transforms().map(|transform| transform.is_applied()).collect()
}

#[test]
fn the_least_file_is_an_output() {
    let Some(amf) = sample("example1.amf") else { return };
    assert_eq!(amf.version, AmfVersion::V2);
    assert_eq!(amf.info.uuid.as_deref(), Some("54bfd6af-57c0-4bd1-8f95-0952c4f25f86"));
    assert_eq!((amf.clip, &amf.pipeline.input, amf.pipeline.stages.len()), (None, &None, 0));
    let pq = DisplayView { display: "Rec.2100-PQ - Display", view: "ACES 1.1 - HDR Video (1000 nits & Rec.2020 lim)" };
    assert_eq!(amf.pipeline.operations(), Ok(vec![Operation::ToView(pq)]));
    assert_eq!(amf.pipeline.input_operation(), Ok(None));
}

#[test]
fn what_is_applied_is_not_done_again() {
    let Some(amf) = sample("example2.amf") else { return };
    let clip = amf.clip.as_ref().unwrap();
    let sequence = ClipMedia::Sequence {
        pattern: "A001_C012_AE0306_###.exr".to_owned(),
        wild_card: "#".to_owned(),
        first: 1,
        last: 240,
    };
    assert_eq!((clip.name.as_deref(), clip.media.as_ref()), (Some("A001C012"), Some(&sequence)));
    assert_eq!(amf.info.description.as_deref(), Some("Example Movie"));
    assert_eq!(amf.info.authors[0].email, "Foobar@onset.com");
    assert_eq!((&*amf.info.created, &*amf.info.modified), ("2019-09-19T13:20:00", "2019-11-27T13:20:00Z"));
    let system = amf.pipeline.system;
    assert_eq!((system.major, system.minor, system.patch), (1, 0, 3));
    let input = amf.pipeline.input.as_ref().unwrap();
    let hash = FileHash {
        kind: HashKind::Sha256,
        text: "1531ea6ef06c5b0a5bea80c94f60c7b68e3989e3c90b8ebd25c28aa4670c30f8".to_owned(),
    };
    assert_eq!(
        (input.hash.as_ref(), input.description.as_deref()),
        (Some(&hash), Some("IDT from Acme Camera Company"))
    );
    let Some(Stage::Look(look)) = amf.pipeline.stages.first() else { panic!("{:?}", amf.pipeline.stages) };
    assert!(matches!(&look.kind, LookKind::Cdl { cdl, .. } if *cdl == grade(2.0)));
    assert_eq!(applied(&amf), [true, true, false]);
    let left = amf.pipeline.unapplied().unwrap();
    assert!(matches!(left[..], [Transform::Output(_)]));
    let OutputKind::Device { device, .. } = &amf.pipeline.output.as_ref().unwrap().kind else { panic!() };
    assert_eq!(device.hash.as_ref().unwrap().kind, HashKind::Sha1);
    let cinema = DisplayView { display: "P3-D60 - Display", view: "ACES 1.0 - SDR Cinema" };
    assert_eq!(amf.pipeline.operations(), Ok(vec![Operation::ToView(cinema)]));
    // The grade is in the pixels: they are no master's.
    assert!(matches!(amf.pipeline.input_operation(), Err(OperationError::Baked { .. })));
}

#[test]
fn unknown_looks_are_named() {
    let Some(amf) = sample("example3.amf") else { return };
    let uuid = ClipMedia::Uuid("797c7cd8-4eb1-4f67-afce-af2b0a1d0285".to_owned());
    assert_eq!(amf.clip.as_ref().unwrap().media, Some(uuid));
    assert_eq!(amf.info.authors.len(), 2);
    assert_eq!(applied(&amf), [true, true, false, false]);
    let error = amf.pipeline.operations().unwrap_err().to_string();
    assert!(error.contains("urn:ampas:aces:transformId:v1.5:LMT.ACME.AcmeDILook.a1.v5"), "{error}");
    let [archived] = &amf.archived[..] else { panic!() };
    assert_eq!(archived.info.description.as_deref(), Some("Example Movie Final DI"));
    assert_eq!(archived.input.as_ref().unwrap().hash.as_ref().unwrap().kind, HashKind::Md5);
    let Stage::Look(look) = &archived.stages[0] else { panic!() };
    assert!(matches!(&look.kind, LookKind::Cdl { cdl, .. } if *cdl == grade(1.5)));
    assert_eq!(archived.unapplied().unwrap().len(), 3);
}

#[test]
fn display_referred_sources_go_back_through_their_view() {
    let Some(amf) = sample("example4.amf") else { return };
    let input = amf.pipeline.input.as_ref().unwrap();
    assert!(matches!(input.kind, InputKind::InverseDevice { .. }));
    let cinema = DisplayView { display: "P3-D60 - Display", view: "ACES 1.0 - SDR Cinema" };
    let look = Operation::Cdl { space: "ACEScct", cdl: grade(2.0) };
    let operations = vec![Operation::FromView(SDR_VIDEO), look, Operation::ToView(cinema)];
    assert_eq!(amf.pipeline.operations(), Ok(operations));
    assert_eq!(amf.pipeline.input_operation(), Ok(Some(Operation::FromView(SDR_VIDEO))));
}

#[test]
fn looks_keep_their_order_and_files() {
    for name in ["example5.amf", "example6.amf"] {
        let Some(amf) = sample(name) else { return };
        assert_eq!(amf.pipeline.stages[0], Stage::WorkingLocation, "{name}");
        let operations = amf.pipeline.operations().unwrap();
        let file = TransformFile { file: "showLook.clf", hash: None };
        assert_eq!(operations[1], Operation::Cdl { space: "ACEScct", cdl: grade(2.0) }, "{name}");
        assert_eq!(operations[2], Operation::LookFile(file), "{name}");
        assert_eq!(operations.len(), 4, "{name}");
    }
}

#[test]
fn real_clips_of_version_one_are_read() {
    let Some(amf) = sample("LogCEI800-LMT-Rec.709100nitsdim.amf") else { return };
    assert_eq!((amf.version, &amf.clip, &amf.info.uuid), (AmfVersion::V1, &None, &None));
    let expected = vec![
        Operation::FromSpace("ARRI LogC3 (EI800)"),
        Operation::Builtin("ACES-LMT - BLUE_LIGHT_ARTIFACT_FIX"),
        Operation::ToView(SDR_VIDEO),
    ];
    assert_eq!(amf.pipeline.operations(), Ok(expected));
    let amf = sample("S-Log3S-Gamut3-Rec.709100nitsdim.amf").unwrap();
    let expected = vec![Operation::FromSpace("S-Log3 S-Gamut3"), Operation::ToView(SDR_VIDEO)];
    assert_eq!(amf.pipeline.operations(), Ok(expected));
    assert_eq!(amf.pipeline.input_operation(), Ok(Some(Operation::FromSpace("S-Log3 S-Gamut3"))));
}

#[test]
fn both_generations_of_aces_are_followed() {
    let Some(amf) = sample("idt_Alexa_v3_logC_EI200__odt_Rec709_100nits_dim.amf") else { return };
    assert_eq!(amf.pipeline.generation(), Ok(AcesGeneration::One));
    let expected = vec![Operation::FromSpace("ARRI LogC3 (EI200)"), Operation::ToView(SDR_VIDEO)];
    assert_eq!(amf.pipeline.operations(), Ok(expected));
    let name = "idt_BMDFilm_WideGamut_Gen5_to_ACES__odt_Rec709_D65_100nit_in_Rec709_D65_BT1886.amf";
    let amf = sample(name).unwrap();
    assert_eq!(amf.pipeline.generation(), Ok(AcesGeneration::Two));
    let view = DisplayView { display: REC709, view: "ACES 2.0 - SDR 100 nits (Rec.709)" };
    let expected = vec![Operation::FromSpace("BMDFilm WideGamut Gen5"), Operation::ToView(view)];
    assert_eq!(amf.pipeline.operations(), Ok(expected));
}

const DATES: &str = "<a:dateTime><a:creationDateTime>2026-01-31T10:00:00Z</a:creationDateTime>\
    <a:modificationDateTime>2026-01-31T10:00:00Z</a:modificationDateTime></a:dateTime>";
const UUID: &str = "<a:uuid>urn:uuid:7b6f1f9e-0d1c-4a53-9a6d-2f1c0c7e9a10</a:uuid>";

/// A file of version 2.0 of ACES 1.3, with this clip and these transforms.
fn file(clip: &str, transforms: &str) -> String {
    format!(
        "<a:acesMetadataFile version='2.0' xmlns:a='urn:ampas:aces:amf:v2.0' xmlns:c='urn:ASC:CDL:v1.01'>\
         <a:amfInfo>{DATES}{UUID}</a:amfInfo>{clip}<a:pipeline><a:pipelineInfo>{DATES}{UUID}<a:systemVersion>\
         <a:majorVersion>1</a:majorVersion><a:minorVersion>3</a:minorVersion><a:patchVersion>0</a:patchVersion>\
         </a:systemVersion></a:pipelineInfo>{transforms}</a:pipeline></a:acesMetadataFile>"
    )
}

fn read(transforms: &str) -> Result<Amf, AmfError> {
    Amf::from_xml(&file("", transforms))
}

fn id(id: &str) -> String {
    format!("<a:transformId>urn:ampas:aces:transformId:{id}</a:transformId>")
}

fn input(applied: bool, inside: &str) -> String {
    format!("<a:inputTransform applied='{applied}'>{inside}</a:inputTransform>")
}

fn look(applied: bool, inside: &str) -> String {
    format!("<a:lookTransform applied='{applied}'>{inside}</a:lookTransform>")
}

fn output(inside: &str) -> String {
    format!("<a:outputTransform applied='false'>{inside}</a:outputTransform>")
}

const SOP: &str =
    "<c:SOPNode><c:Slope>2 2 2</c:Slope><c:Offset>.1 .1 .1</c:Offset><c:Power>1 1 1</c:Power></c:SOPNode>";
const SATURATION: &str = "<c:SatNode><c:Saturation>1</c:Saturation></c:SatNode>";

/// A working space by these two ids; the way there may be empty.
fn space(prefix: &str, to: &str, from: &str) -> String {
    let (start, end) = match prefix {
        "" => ("cdl", "CdlWorkingSpace"),
        _ => ("lookTransform", "LookTransformWorkingSpace"),
    };
    let to = if to.is_empty() { String::new() } else { format!("<a:to{end}>{}</a:to{end}>", id(to)) };
    format!("<a:{start}WorkingSpace>{to}<a:from{end}>{}</a:from{end}></a:{start}WorkingSpace>", id(from))
}

const TO_CCT: &str = "v1.5:ACEScsc.Academy.ACES_to_ACEScct.a1.0.3";
const FROM_CCT: &str = "v1.5:ACEScsc.Academy.ACEScct_to_ACES.a1.0.3";

#[test]
fn cdls_are_used_where_they_are_meant() {
    let operations = |look: &str| {
        let amf = read(look).unwrap();
        amf.pipeline.operations().map(|operations| format!("{operations:?}"))
    };
    let there_and_back = space("", TO_CCT, FROM_CCT);
    let expected = format!("{:?}", [Operation::Cdl { space: "ACEScct", cdl: grade(2.0) }]);
    assert_eq!(operations(&look(false, &format!("{there_and_back}{SOP}{SATURATION}"))), Ok(expected.clone()));
    // Names of drafts.
    let draft = space("look", TO_CCT, FROM_CCT);
    assert_eq!(operations(&look(false, &format!("{draft}{SOP}{SATURATION}"))), Ok(expected));
    let reference = format!("{there_and_back}<c:ColorCorrectionRef ref='123'/><a:file>123.ccc</a:file>");
    let file = TransformFile { file: "123.ccc", hash: None };
    let expected = format!("{:?}", [Operation::CdlOfFile { space: "ACEScct", id: "123", file }]);
    assert_eq!(operations(&look(false, &reference)), Ok(expected));
    let crossed = space("", "v1.5:ACEScsc.Academy.ACES_to_ACEScc.a1.0.3", FROM_CCT);
    let error = operations(&look(false, &format!("{crossed}{SOP}"))).unwrap_err();
    assert_eq!(error.to_string(), "the CDL goes into ACEScc and comes back from ACEScct");
    let backwards = space("", "", TO_CCT);
    assert!(matches!(operations(&look(false, &format!("{backwards}{SOP}"))), Err(OperationError::Misplaced { .. })));
}

#[test]
fn transforms_out_of_place_are_refused() {
    let rrt = |id_of: &str| format!("<a:referenceRenderingTransform>{}</a:referenceRenderingTransform>", id(id_of));
    let odt = |id_of: &str| format!("<a:outputDeviceTransform>{}</a:outputDeviceTransform>", id(id_of));
    const ODT: &str = "v1.5:ODT.Academy.Rec709_100nits_dim.a1.0.3";
    const LOGC4: &str = "v1.5:IDT.ARRI.ARRI-LogC4.a1.v1";
    let error = |transforms: &str| read(transforms).unwrap().pipeline.operations().unwrap_err();
    let misplaced = [
        output(&id(ODT)),
        output(&id(LOGC4)),
        output(&format!("{}{}", rrt(ODT), odt(ODT))),
        output(&format!("{}{}", rrt("v1.5:RRT.a1.0.3"), odt(LOGC4))),
        input(false, &id(ODT)),
        input(false, &id(TO_CCT)),
        look(false, &id(LOGC4)),
    ];
    for transforms in misplaced {
        let error = error(&transforms);
        assert!(matches!(error, OperationError::Misplaced { .. }), "{transforms}: {error}");
    }
    let other = error(&output(&id("v2.0:Output.Academy.Rec709-D65_100nit_in_Rec709-D65_BT1886.a2.v1")));
    assert!(matches!(other, OperationError::Generation { major: 1, .. }), "{other}");
    let d_log = error(&input(false, &id("v2.0:CSC.DJI.DLog_DGamut_to_ACES.a1.v1")));
    assert!(matches!(d_log, OperationError::Generation { .. }), "{d_log}");
    let unknown = error(&input(false, &id("v1.5:IDT.Acme.Camera.a1.v1")));
    assert!(unknown.to_string().contains("v1.5:IDT.Acme.Camera.a1.v1"), "{unknown}");
    assert!(matches!(error(&input(false, UUID)), OperationError::UuidOnly { .. }));
    let order = error(&format!("{}{}", input(false, &id(LOGC4)), look(true, "<a:file>x.clf</a:file>")));
    let expected = "a look transform is marked as applied, and the input transform before it is not";
    assert_eq!(order.to_string(), expected);
    let text = file("", "").replace("Version>1</a:major", "Version>3</a:major");
    let future = Amf::from_xml(&text).unwrap().pipeline.operations().unwrap_err();
    assert_eq!(future, OperationError::System { major: 3 });
}

#[test]
fn a_clip_finds_its_file_by_name_then_by_uuid() {
    let clip = |inside: &str| format!("<a:clipId>{inside}</a:clipId>");
    let texts = [
        file(&clip("<a:clipName>A001C001</a:clipName><a:file>A001C001.mxf</a:file>"), ""),
        file(&clip("<a:clipName>other name</a:clipName><a:file>file:///card/A001C002.x.mxf</a:file>"), ""),
        file(&clip(&format!("<a:clipName>A001C003</a:clipName>{UUID}")), ""),
        file(&clip("<a:clipName/><a:file/>"), ""),
        file("", ""),
        file(&clip("<a:clipName>B</a:clipName><a:file>B.mxf</a:file>"), ""),
        file(&clip("<a:clipName>B</a:clipName><a:file>C.mxf</a:file>"), ""),
    ];
    let files: Vec<Amf> = texts.iter().map(|text| Amf::from_xml(text).unwrap()).collect();
    let found = |name: &str, uuid| {
        Amf::for_clip(&files, name, uuid)
            .map(|found| found.and_then(|found| files.iter().position(|file| std::ptr::eq(file, found))))
    };
    let uuid = Some("urn:uuid:7B6F1F9E-0D1C-4A53-9A6D-2F1C0C7E9A10");
    assert_eq!(found("A001C001", None), Ok(Some(0)));
    assert_eq!(found("A001C002.x", None), Ok(Some(1)));
    assert_eq!(found("A001C003", None), Ok(Some(2)));
    assert_eq!(found("a001c001", None), Ok(None));
    assert_eq!(found("A001C009", uuid), Ok(Some(2)));
    // The name goes before the UUID.
    assert_eq!(found("A001C001", uuid), Ok(Some(0)));
    assert_eq!(found("", None), Ok(None));
    assert_eq!(found("B", None).unwrap_err().count, 2);
}

#[test]
fn what_the_schema_forbids_is_refused() {
    let good = format!("{}{}{}", input(false, &id(FROM_CCT)), look(false, "<a:file>x.clf</a:file>"), output(UUID));
    assert!(read(&good).is_ok());
    let whole = file("", &good);
    let cases = [
        (whole.replace("version='2.0'", "version='1.0'"), "version \"1.0\" is not known"),
        (whole.replace("amf:v2.0", "amf:v3.0"), "amf:v3.0\""),
        (whole.replace("acesMetadataFile", "aces"), "the root element is <aces>"),
        (whole.replacen(UUID, "", 1), "<amfInfo> ends where <uuid> has to be"),
        (whole.replacen("7b6f1f9e-", "7b6f1f9e", 1), "is no urn:uuid:"),
        (whole.replacen(DATES, "", 1), "<amfInfo> has <uuid> where <dateTime> has to be"),
        (whole.replace("2026-01-31T10:00:00Z</a:creation", "</a:creation"), "<creationDateTime> is empty"),
        (whole.replace("<a:minorVersion>3</a:minorVersion>", ""), "where <minorVersion> has to be"),
        (whole.replace(">3</a:minor", ">three</a:minor"), "is no whole number"),
        (whole.replace(">3</a:minor", ">+3</a:minor"), "is no whole number"),
        (whole.replace(">3</a:minor", ">300</a:minor"), "is no whole number"),
        (file("", &format!("{}{}", output(UUID), input(false, UUID))), "has <inputTransform> where no further element"),
        (file("", &format!("{}{}", input(false, UUID), input(false, UUID))), "where no further element"),
        (file("", &good.replace("applied='false'", "applied='no'")), "applied is \"no\""),
        (file("", &good.replace(" applied='false'", "")), "<inputTransform> has no applied"),
        (file("", &input(false, "")), "<inputTransform> ends where <uuid>, <file> or <transformId> has to be"),
        (file("", &input(false, &format!("{UUID}{UUID}"))), "where no further element"),
        (file("", &input(false, "<a:transformId>LogC4</a:transformId>")), "not an ACES transform id: \"LogC4\""),
        (file("", &input(false, "<a:file> </a:file>")), "<file> is empty"),
        (file("", &input(false, &format!("<a:hash algorithm='crc'>1</a:hash>{UUID}"))), "the hash algorithm \"crc\""),
        (file("", &input(false, &format!("<a:hash>1</a:hash>{UUID}"))), "<hash> has no algorithm"),
        (file("", &look(false, &format!("{SOP}{SATURATION}"))), "<lookTransform> has <SOPNode> where"),
        (
            file("", &look(false, &space("", "", FROM_CCT))),
            "where <SOPNode>, <SatNode> or <ColorCorrectionRef> has to be",
        ),
        (file("", &look(false, &format!("{}{SOP}{SOP}", space("", "", FROM_CCT)))), "has a second <SOPNode>"),
        (
            file("", &look(false, &format!("{}{}", space("", "", FROM_CCT), SOP.replace("2 2 2", "-2 2 2")))),
            "slope -2 is not allowed in a CDL",
        ),
        (file("<a:clipId><a:clipName>x</a:clipName></a:clipId>", &good), "<sequence>, <file> or <uuid>"),
        (
            file("<a:clipId><a:clipName>x</a:clipName><a:sequence min='1' max='2'>x</a:sequence></a:clipId>", &good),
            "<sequence> has no idx",
        ),
        (
            file("<a:clipId><a:clipName>x</a:clipName><a:sequence idx='#' min='-1' max='2'/></a:clipId>", &good),
            "\"-1\" is no whole number",
        ),
        (
            whole.replace("<a:pipeline>", "<pipeline>").replace("</a:pipeline>", "</pipeline>"),
            "where <pipeline> has to be",
        ),
        (format!("<!DOCTYPE x [<!ENTITY e 'x'>]>{whole}"), "document type declaration"),
        (whole.replace("x.clf", "&e;"), "&e; is not known"),
        (whole.replace("x.clf", &"<a:file>".repeat(1000)), "stands where no element may be"),
    ];
    for (text, expected) in cases {
        let error = Amf::from_xml(&text).unwrap_err().to_string();
        assert!(error.contains(expected), "{expected}: {error}");
    }
}

#[test]
fn version_one_wants_an_output_and_has_no_working_location() {
    let one =
        |text: String| Amf::from_xml(&text.replace("version='2.0'", "version='1.0'").replace("amf:v2.0", "amf:v1.0"));
    let silent = output(UUID).replace(" applied='false'", "");
    let amf = one(file("", &silent)).unwrap();
    assert!(!amf.pipeline.output.as_ref().unwrap().applied);
    assert_eq!(
        amf.pipeline.output.unwrap().kind,
        OutputKind::Named(Named::Uuid("7b6f1f9e-0d1c-4a53-9a6d-2f1c0c7e9a10".to_owned()))
    );
    assert!(one(file("", "")).unwrap_err().to_string().contains("where <outputTransform> has to be"));
    let located = one(file("", &format!("<a:workingLocation/>{silent}")));
    assert!(located.unwrap_err().to_string().contains("has <workingLocation>"));
}

/// Schemas between the versions have the attribute at the parts of an output, too.
#[test]
fn parts_are_applied_as_the_whole_is() {
    let with = |rendering: &str, device: &str| {
        let rrt = format!("<a:referenceRenderingTransform{rendering}>{UUID}</a:referenceRenderingTransform>");
        read(&output(&format!("{rrt}<a:outputDeviceTransform{device}>{UUID}</a:outputDeviceTransform>")))
    };
    let (yes, no) = (" applied='true'", " applied='false'");
    assert_eq!(with("", "").unwrap(), with(no, no).unwrap());
    for error in [with(yes, yes).unwrap_err(), with(no, yes).unwrap_err(), with(" applied=''", no).unwrap_err()] {
        assert!(error.to_string().contains("applied"), "{error}");
    }
}

/// Files with single bytes changed are read or refused, and followed or not, but never a panic.
#[test]
fn damaged_files_do_no_harm() {
    let Some(folder) = shared::samples("colour/amf") else { return };
    let text = std::fs::read_to_string(folder.join("example5.amf")).unwrap();
    let mut read = 0;
    for damaged in shared::damaged(&text, 4000) {
        if let Ok(amf) = Amf::from_xml(&damaged) {
            read += 1;
            let _ = (amf.pipeline.operations(), amf.pipeline.input_operation());
        }
    }
    assert!((1..4000).contains(&read), "{read} were read");
}

/// Every text between the start and the end of a file is refused, never a panic.
#[test]
fn broken_files_are_refused() {
    let Some(folder) = shared::samples("colour/amf") else { return };
    let text = std::fs::read_to_string(folder.join("example3.amf")).unwrap();
    for end in 0..text.trim_end().len() {
        assert!(Amf::from_xml(&text[..end]).is_err(), "{end} bytes");
    }
}

/// OpenColorIO's studio configurations have every name of the table, and name the same ids themselves.
#[test]
fn the_configurations_have_the_names_of_the_table() {
    let Some(python) = shared::python("PyOpenColorIO") else { return };
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let (table, own) = (root.join("data/aces_transforms.tsv"), root.join("../colour/data/own_spaces.tsv"));
    let report = shared::judge(&python, "amf_judge.py", &[&table, &own]);
    assert!(report.contains("table: 188 ids"), "{report}");
    for generation in [AcesGeneration::One, AcesGeneration::Two] {
        assert!(report.contains(generation.config()), "{report}");
    }
}
