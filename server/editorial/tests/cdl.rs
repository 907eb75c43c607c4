//! Looks of others are read, ours are read by others, and broken ones are refused.
#![expect(clippy::unwrap_used, reason = "a test fails where it stands")]

#[path = "common/shared.rs"]
mod shared;

use interneg_editorial::cdl::{self, Cdl, CdlDocument, CdlError, CdlFile, CdlLookupError, Descriptions, Graded};

fn sample(name: &str) -> Option<CdlDocument> {
    let folder = shared::samples("colour/cdl")?;
    Some(CdlDocument::from_xml(&std::fs::read_to_string(folder.join(name)).unwrap()).unwrap())
}

fn sop(slope: [f64; 3], offset: [f64; 3], power: [f64; 3], saturation: f64) -> Cdl {
    Cdl::new(slope, offset, power, saturation).unwrap()
}

/// The first three corrections of the collection and of the decision list.
fn common_three() -> [Cdl; 3] {
    [
        sop([1.0, 1.0, 0.9], [-0.03, -0.02, 0.0], [1.25, 1.0, 1.0], 1.7),
        sop([0.9, 0.7, 0.6], [0.1; 3], [0.9; 3], 0.7),
        sop([1.2, 1.1, 1.0], [0.0; 3], [0.9, 1.0, 1.2], 1.0),
    ]
}

#[test]
fn single_corrections_are_read() {
    let Some(first) = sample("cdl_test1.cc") else { return };
    assert_eq!(first.file, CdlFile::Correction);
    let [correction] = &first.corrections[..] else { panic!("{first:?}") };
    assert_eq!(correction.id.as_deref(), Some("foo"));
    assert_eq!(correction.cdl, sop([1.1, 1.2, 1.3], [2.1, 2.2, 2.3], [3.1, 3.2, 3.3], 0.7));
    assert_eq!(correction.sop_description, ["this is a description"]);
    let second = sample("cdl_test2.cc").unwrap();
    assert_eq!(second.corrections[0].cdl, common_three()[0]);
    assert_eq!(second.corrections[0].saturation_description, ["boosting sat"]);
}

#[test]
fn collections_are_read() {
    let Some(document) = sample("cdl_test1.ccc") else { return };
    assert_eq!(document.file, CdlFile::Collection);
    let texts = &document.descriptions;
    assert_eq!(
        texts.description,
        ["This is a color correction collection example.", "It includes all possible description uses."]
    );
    assert_eq!(texts.input.as_deref(), Some("These should be applied in ACESproxy color space."));
    assert_eq!(texts.viewing.as_deref(), Some("View using the ACES RRT+ODT transforms."));
    let ids: Vec<_> = document.corrections.iter().map(|correction| correction.id.as_deref()).collect();
    assert_eq!(ids, [Some("cc0001"), Some("cc0002"), Some("cc0003"), None, None]);
    let cdls: Vec<_> = document.corrections.iter().map(|correction| correction.cdl).collect();
    assert_eq!(cdls[..3], common_three());
    assert_eq!(cdls[3], sop([4.0, 5.0, 6.0], [0.0; 3], [0.9, 1.0, 1.2], 1.0));
    assert_eq!(cdls[4], sop([1.0; 3], [0.0; 3], [1.0; 3], 0.0));
    let first = &document.corrections[0];
    assert_eq!(first.descriptions.description, ["CC-level description 1a", "CC-level description 1b"]);
    assert_eq!(first.descriptions.input.as_deref(), Some("CC-level input description 1"));
    assert_eq!(first.sop_description, ["Example look", "For scenes 1 and 2"]);
    assert!(document.decisions.is_empty());
}

#[test]
fn decision_lists_are_read() {
    let Some(document) = sample("cdl_test1.cdl") else { return };
    assert_eq!(document.file, CdlFile::DecisionList);
    assert_eq!(document.decisions.len(), 5);
    let cdls: Vec<_> = document.decisions.iter().map(|decision| document.decided(decision).unwrap().cdl).collect();
    assert_eq!(cdls[..3], common_three());
    assert_eq!(cdls[3], sop([1.2, 1.1, 1.0], [0.0; 3], [0.9, 1.0, 1.2], 1.0));
    assert_eq!(cdls[4].saturation(), 0.0);
    let media: Vec<_> = document.decisions.iter().map(|decision| decision.media.as_deref()).collect();
    let picture = Some("some/Project/image.dpx");
    assert_eq!(media, [picture, picture, None, None, None]);
    let texts = &document.decisions[1].descriptions;
    assert_eq!(texts.description, ["ColorDecision-level description 2a", "ColorDecision-level description 2b"]);
    assert_eq!(document.corrections[2].saturation_description, ["no sat change", "sat==1"]);
}

fn collection_of(ids: &[&str]) -> CdlDocument {
    let body: String = ids
        .iter()
        .enumerate()
        .map(|(index, id)| {
            format!("<ColorCorrection id='{id}'><SatNode><Saturation>{index}</Saturation></SatNode></ColorCorrection>")
        })
        .collect();
    CdlDocument::from_xml(&format!("<ColorCorrectionCollection>{body}</ColorCorrectionCollection>")).unwrap()
}

#[test]
fn a_clip_finds_its_look_by_name_then_by_reel() {
    let document = collection_of(&["A001C001_260131_R1AB", "A001R1AB", "a001c001_260131_r1ab", "B001", "B001"]);
    let found = |clip: &str, reel| {
        document.for_clip(clip, reel).map(|found| found.map(|correction| correction.cdl.saturation()))
    };
    assert_eq!(found("A001C001_260131_R1AB", Some("A001R1AB")), Ok(Some(0.0)));
    assert_eq!(found("A001C002_260131_R1AB", Some("A001R1AB")), Ok(Some(1.0)));
    assert_eq!(found("A001C002_260131_R1AB", None), Ok(None));
    assert_eq!(found("A001C002_260131_R1AB", Some("A002R1AB")), Ok(None));
    let ambiguous = CdlLookupError::Ambiguous { id: "B001".to_owned(), count: 2 };
    assert_eq!(found("A001C002_260131_R1AB", Some("B001")), Err(ambiguous.clone()));
    assert_eq!(found("B001", Some("A001R1AB")), Err(ambiguous));
}

#[test]
fn references_are_followed_or_named() {
    let decision = |id| format!("<ColorDecision><ColorCorrectionRef ref='{id}'/></ColorDecision>");
    let here = "<ColorDecision><ColorCorrection id='x'><ASC_SAT><Saturation>2</Saturation></ASC_SAT></ColorCorrection></ColorDecision>";
    let text = format!(
        "<ColorDecisionList xmlns='urn:ASC:CDL:v1.01'>{}{here}{}</ColorDecisionList>",
        decision("x"),
        decision("0123")
    );
    let document = CdlDocument::from_xml(&text).unwrap();
    assert_eq!(document.decisions[0].graded, Graded::Reference("x".to_owned()));
    assert_eq!(document.decided(&document.decisions[0]).unwrap().cdl.saturation(), 2.0);
    let elsewhere = document.decided(&document.decisions[2]).unwrap_err();
    assert_eq!(elsewhere, CdlLookupError::NotHere { id: "0123".to_owned() });
}

/// A correction that holds this.
fn with(inside: &str) -> Result<CdlDocument, CdlError> {
    CdlDocument::from_xml(&format!("<ColorCorrection xmlns='urn:ASC:CDL:v1.01' id='x'>\n{inside}\n</ColorCorrection>"))
}

const SOP: &str = "<ASC_SOP><Slope>1 1 1</Slope><Offset>0 0 0</Offset><Power>1 1 1</Power></ASC_SOP>";

#[test]
fn aliases_and_foreign_elements_are_no_hindrance() {
    let own = "<x:SOPNode xmlns:x='urn:example'/><Tool version='2'><SOPNode/></Tool>";
    let document = with(&format!("{own}{SOP}<ASC_SAT><Saturation>0.5</Saturation></ASC_SAT>")).unwrap();
    assert_eq!(document.corrections[0].cdl, Cdl::NEUTRAL.with_saturation(0.5).unwrap());
}

#[test]
fn what_the_schema_forbids_is_refused() {
    let cases = [
        ("", "line 1: <ColorCorrection> has neither <SOPNode> nor <SatNode>"),
        (&format!("{SOP}{SOP}"), "line 2: <ColorCorrection> has a second <ASC_SOP>"),
        (&format!("{SOP}<SOPNode/>"), "line 2: <ColorCorrection> has a second <SOPNode>"),
        ("<SOPNode/>", "line 2: <SOPNode> has no <Slope>"),
        (&SOP.replace("<Power>1 1 1</Power>", ""), "line 2: <ASC_SOP> has no <Power>"),
        (&SOP.replace("<Slope>1 1", "<Slope>1"), "line 2: <Slope> does not hold 3 finite numbers"),
        (&SOP.replace("<Slope>1 1", "<Slope>1 1 1"), "line 2: <Slope> does not hold 3 finite numbers"),
        (&SOP.replace("<Offset>0", "<Offset>NaN"), "line 2: <Offset> does not hold 3 finite numbers"),
        (&SOP.replace("<Offset>0", "<Offset>INF"), "line 2: <Offset> does not hold 3 finite numbers"),
        (&SOP.replace("<Offset>0", "<Offset>1e999"), "line 2: <Offset> does not hold 3 finite numbers"),
        (&SOP.replace("<Slope>1", "<Slope>-0.5"), "line 2: slope -0.5 is not allowed in a CDL; it is 0 or more"),
        (&SOP.replace("<Power>1", "<Power>0"), "line 2: power 0 is not allowed in a CDL; it is above 0"),
        (
            "<SatNode><Saturation>-1</Saturation></SatNode>",
            "line 2: saturation -1 is not allowed in a CDL; it is 0 or more",
        ),
        ("<SatNode><Saturation/></SatNode>", "line 2: <Saturation> does not hold 1 finite numbers"),
    ];
    for (inside, expected) in cases {
        assert_eq!(with(inside).unwrap_err().to_string(), expected, "{inside}");
    }
    let documents = [
        ("<ColorCorrectionCollection/>", "has no colour correction"),
        ("<ColorDecisionList><ColorDecision/></ColorDecisionList>", "needs one <ColorCorrection>"),
        ("<ColorDecisionList><ColorDecision><ColorCorrectionRef/></ColorDecision></ColorDecisionList>", "has no ref"),
        ("<EditList/>", "the root element is <EditList>"),
        ("<ColorCorrection xmlns='urn:ASC:CDL:v9'/>", "has the namespace \"urn:ASC:CDL:v9\""),
        ("<!DOCTYPE x [<!ENTITY a 'b'>]><ColorCorrection/>", "document type declaration"),
        ("{}", "text outside"),
    ];
    for (text, expected) in documents {
        let error = CdlDocument::from_xml(text).unwrap_err().to_string();
        assert!(error.contains(expected), "{text}: {error}");
    }
}

/// Files with single bytes changed are read or refused, but never a panic; what is read stays within its limits.
#[test]
fn damaged_files_do_no_harm() {
    let Some(folder) = shared::samples("colour/cdl") else { return };
    let text = std::fs::read_to_string(folder.join("cdl_test1.ccc")).unwrap();
    let mut read = 0;
    for damaged in shared::damaged(&text, 4000) {
        let Ok(document) = CdlDocument::from_xml(&damaged) else { continue };
        read += 1;
        for correction in &document.corrections {
            assert_eq!(Cdl::from_numbers(correction.cdl.numbers()), Ok(correction.cdl));
        }
        let again = CdlDocument::from_xml(&cdl::collection(&document.descriptions, &document.corrections)).unwrap();
        assert_eq!(again.corrections.len(), document.corrections.len());
    }
    assert!((1..4000).contains(&read), "{read} were read");
}

/// Every text between the start and the end of a file is refused, never a panic.
#[test]
fn broken_files_are_refused() {
    let Some(folder) = shared::samples("colour/cdl") else { return };
    let text = std::fs::read_to_string(folder.join("cdl_test1.cdl")).unwrap();
    for end in 0..text.trim_end().len() {
        assert!(CdlDocument::from_xml(&text[..end]).is_err(), "{end} bytes");
    }
}

#[test]
fn what_is_written_is_read_the_same() {
    let Some(document) = sample("cdl_test1.ccc") else { return };
    let text = cdl::collection(&document.descriptions, &document.corrections);
    assert_eq!(CdlDocument::from_xml(&text).unwrap(), document);
}

/// OpenColorIO reads the numbers of a collection that we write.
#[test]
fn opencolorio_reads_what_is_written() {
    let Some(python) = shared::python("PyOpenColorIO") else { return };
    let mut corrections = collection_of(&["A001C001", "0002", "with &amp; and &lt;"]).corrections;
    corrections[0].cdl = sop([1.1, 1.0, 0.9], [0.01, 0.0, -0.01], [1.2, 1.0, 0.8], 0.5);
    corrections[1].cdl = sop([0.0, 1e-7, 65504.0], [-3.25, 1.0 / 3.0, 0.0], [1e-3, 4.0, 0.1 + 0.2], 0.0);
    corrections[2].descriptions.description.push("a & b < c\u{1}".to_owned());
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("ours.ccc");
    std::fs::write(&path, cdl::collection(&Descriptions::default(), &corrections)).unwrap();
    let report = shared::judge(&python, "cdl_judge.py", &[&path]);
    let expected: Vec<String> = corrections
        .iter()
        .map(|correction| {
            let numbers = correction.cdl.numbers().map(|number| format!("{:016x}", number.to_bits()));
            format!("{}\t{}", correction.id.as_deref().unwrap(), numbers.join(" "))
        })
        .collect();
    assert_eq!(report.lines().collect::<Vec<_>>(), expected);
}
