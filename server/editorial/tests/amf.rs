//! Pipelines of others are read and followed, and broken ones are refused.
#![expect(clippy::unwrap_used, reason = "a test fails where it stands")]

#[path = "amf/made.rs"]
mod made;
#[path = "common/shared.rs"]
mod shared;

use interneg_editorial::amf::{
    AcesGeneration, Amf, AmfVersion, ClipMedia, DisplayView, FileHash, HashKind, InputKind, LookKind, Operation,
    OperationError, OutputKind, Stage, Transform, TransformFile,
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
