//! Files made here: what is followed, and what is refused.

use super::grade;
use interneg_editorial::amf::{Amf, AmfError, Named, Operation, OperationError, OutputKind, TransformFile};

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
        input(false, &id("v1.5:InvRRTODT.Academy.Rec2020_1000nits_15nits_ST2084.a1.1.0")),
        input(false, &format!("<a:inverseOutputTransform>{}</a:inverseOutputTransform>", id(LOGC4))),
        look(false, &id(LOGC4)),
    ];
    for transforms in misplaced {
        let error = error(&transforms);
        assert!(matches!(error, OperationError::Misplaced { .. }), "{transforms}: {error}");
    }
    let hdr = id("v1.5:InvRRTODT.Academy.Rec2020_1000nits_15nits_ST2084.a1.1.0");
    let back = read(&input(false, &format!("<a:inverseOutputTransform>{hdr}</a:inverseOutputTransform>"))).unwrap();
    assert!(matches!(back.pipeline.operations().unwrap()[..], [Operation::FromView(_)]));
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
