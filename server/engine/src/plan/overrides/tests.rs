use super::*;
use crate::Plan;
use interneg_spec::Level;

const NOTHING: StatedSamples = StatedSamples { range: None, matrix: None, siting: None };

fn source() -> SourceInfo {
    let mut plan: Plan = serde_json::from_str(include_str!("../../../tests/former/plan.json")).unwrap();
    SourceInfo {
        is_rgb: false,
        range: Some(SampleRange::Legal),
        matrix: Some(Matrix::Bt709),
        siting: Some(Siting::Left),
        ..plan.spans.remove(0).source
    }
}

fn name(is_one_of_many: bool) -> SourceName {
    SourceName { clip: "ocf:A001C001.mov".to_owned(), at: "sources[3]".to_owned(), is_one_of_many }
}

/// What is warned of, in words.
fn told(job: StatedSamples, source: &SourceInfo) -> Vec<String> {
    let findings = of_samples(&name(false), job, source);
    assert!(findings.iter().all(|finding| finding.level == Level::Warning && !finding.remedy.is_empty()));
    findings.iter().map(|finding| format!("{} {}: {}", finding.rule, finding.field, finding.message)).collect()
}

#[test]
fn a_job_that_contradicts_a_file_says_both_and_what_comes_of_it() {
    let (range, matrix, siting) = (Some(SampleRange::Full), Some(Matrix::Bt2020), Some(Siting::TopLeft));
    let told = told(StatedSamples { range, matrix, siting }, &source());
    for (told, parts) in told.iter().zip([
        ["SRC-RANGE sources[3].range: ", "ocf:A001C001.mov says legal, the job full", "black, white and contrast"],
        ["SRC-MATRIX sources[3].matrix: ", "says bt709, the job bt2020", "hues and saturation"],
        ["SRC-SITING sources[3].siting: ", "says left, the job top_left", "half a pixel"],
    ]) {
        assert!(parts.iter().all(|part| told.contains(part)), "{parts:?}: {told}");
    }
    assert_eq!(told.len(), 3);
}

#[test]
fn what_a_file_says_too_or_does_not_say_is_no_contradiction() {
    let (range, matrix, siting) = (Some(SampleRange::Legal), Some(Matrix::Bt709), Some(Siting::Left));
    let all = StatedSamples { range, matrix, siting };
    assert_eq!(told(all, &source()), Vec::<String>::new());
    assert_eq!(told(NOTHING, &source()), Vec::<String>::new());
    assert_eq!(told(all, &SourceInfo { range: None, matrix: None, siting: None, ..source() }), Vec::<String>::new());
    // A matrix that nobody can undo is a statement, and R, G, B have none.
    let unusual = SourceInfo { matrix: None, unsupported_matrix: Some("ycgco".to_owned()), ..source() };
    assert!(told(all, &unusual)[0].contains("says ycgco, the job bt709"));
    let rgb = SourceInfo { is_rgb: true, ..source() };
    assert_eq!(told(StatedSamples { matrix: Some(Matrix::Bt2020), ..NOTHING }, &rgb), Vec::<String>::new());
}

#[test]
fn the_remedy_is_one_for_this_clip() {
    let job = StatedSamples { range: Some(SampleRange::Full), ..NOTHING };
    let remedy = |is_one_of_many| of_samples(&name(is_one_of_many), job, &source()).remove(0).remedy;
    assert_eq!(remedy(false), "leave sources[3].range out where the file is right");
    assert!(remedy(true).ends_with(", and name the clips that need it as sources of their own"), "{}", remedy(true));
}

#[test]
fn a_space_that_metadata_contradict_is_told() {
    let config = Config::builtin("studio-config-v2.2.0_aces-v1.3_ocio-v2.4").unwrap();
    let of = |space: &str, told: Auto| of_space(&name(false), (SpaceAuthor::Job, space), &told, &config);
    let aces = || Auto::Unambiguous("ACES2065-1".to_owned());
    let found = of("ARRI LogC3 (EI800)", aces()).unwrap();
    assert_eq!((found.rule.as_str(), found.field.as_str()), ("COLOUR-SPACE", "sources[3].colour_space"));
    let message = "ocf:A001C001.mov says ACES2065-1, the job ARRI LogC3 (EI800): its colours are taken";
    assert!(found.level == Level::Warning && found.message.starts_with(message), "{found}");
    assert_eq!(of("ACES2065-1", aces()), None);
    let either = || Auto::Ambiguous(vec!["ACEScg".to_owned(), "ACEScct".to_owned()]);
    assert_eq!(of("ACEScct", either()), None);
    assert!(of("ARRI LogC4", either()).unwrap().message.contains("says ACEScg or ACEScct, the job ARRI LogC4"));
    assert_eq!(of("ARRI LogC4", Auto::Unknown), None);
    let of_amf = of_space(&name(true), (SpaceAuthor::Amf, "ARRI LogC4"), &aces(), &config).unwrap();
    assert!(of_amf.message.contains("says ACES2065-1, its AMF ARRI LogC4"), "{of_amf}");
    assert!(of_amf.remedy.starts_with("correct the AMF"), "{of_amf}");
    // A configuration of one's own may have the space under a name that nobody knows.
    assert_eq!(of("ARRI LogC4", Auto::Unambiguous("a space of another configuration".to_owned())), None);
}
