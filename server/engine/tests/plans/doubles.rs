//! A clip that several sources hold.

use crate::material::{Lab, told};
use interneg_engine::ProxyPlan;
use interneg_spec::SampleRange::{self, Full, Legal};

const LOG: &str = "colour_space = 'ARRI LogC3 (EI800)'";

/// A card of two clips, one of which says no range.
fn lab() -> Lab {
    let lab = Lab::new();
    lab.dpx("day/A001/A001C001/A001C001", "01:00:00:00", "A001");
    lab.dpx_without_range("day/A001/A001C002/A001C002", "02:00:00:00", "A001");
    lab
}

/// Name, roll and range of the clips.
fn clips(plan: &ProxyPlan) -> Vec<(&str, &str, Option<SampleRange>)> {
    plan.clips.iter().map(|clip| (clip.name.as_str(), clip.roll.as_str(), clip.range)).collect()
}

/// The same, where nothing is to be warned of.
#[track_caller]
fn good(plan: &ProxyPlan) -> Vec<(&str, &str, Option<SampleRange>)> {
    assert_eq!(told(&plan.findings), Vec::<String>::new());
    clips(plan)
}

#[test]
fn the_remedy_for_one_clip_of_a_folder_works() {
    let lab = lab();
    let folder = format!("path = 'ocf:day/A001'\n{LOG}");
    let refused = lab.proxies("", &[&folder]);
    let findings = told(&refused.findings);
    let alone = "path = \"ocf:day/A001/A001C002/A001C002.%07d.dpx\"";
    let remedy =
        format!("; set range in a source of its own for it ({alone}), or sources[0].range for all clips there");
    assert!(findings.len() == 1 && findings[0].starts_with("error SRC-RANGE sources[0].range"), "{findings:?}");
    assert!(findings[0].ends_with(&remedy), "{findings:?}");

    // As it says, in either order: the other clip keeps its own range, and both stay in their roll.
    let alone = format!("{alone}\n{LOG}\nrange = 'legal'");
    let expected = [("A001C001", "A001", Some(Full)), ("A001C002", "A001", Some(Legal))];
    let [after, before] = [[&*folder, &*alone], [&*alone, &*folder]].map(|sources| lab.proxies("", &sources));
    assert_eq!(good(&after), expected);
    assert_eq!(good(&before), expected);
    let notes = after.findings.iter().filter(|finding| finding.rule == "PX-SOURCES").map(ToString::to_string);
    let note =
        "note PX-SOURCES sources[0].path: ocf:day/A001/A001C002/A001C002.%07d.dpx is made once, as sources[1] says";
    assert!(notes.collect::<Vec<_>>()[0].starts_with(note));
    // A folder within the folder is closer as well.
    let closer = format!("path = 'ocf:day/A001/A001C002'\n{LOG}\nrange = 'legal'");
    assert_eq!(good(&lab.proxies("", &[&closer, &folder])), expected);
    // For all clips there: it holds for the other one too, against its file, which is said.
    let all = lab.proxies("", &[&format!("{folder}\nrange = 'legal'")]);
    assert!(told(&all.findings)[0].contains("A001C001.%07d.dpx says full, the job legal"), "{:?}", told(&all.findings));
    assert_eq!(clips(&all)[0].2, Some(Legal));
}

#[test]
fn a_roll_that_the_closer_source_names_is_the_clips() {
    let lab = lab();
    let folder = format!("path = 'ocf:day'\n{LOG}\nroll = 'CARD'");
    let alone = format!("path = 'ocf:day/A001/A001C002/A001C002.%07d.dpx'\n{LOG}\nrange = 'legal'\nroll = 'B002'");
    let expected = [("A001C002", "B002", Some(Legal)), ("A001C001", "CARD", Some(Full))];
    assert_eq!(good(&lab.proxies("", &[&folder, &alone])), expected);
}

#[test]
fn sources_as_close_that_say_different_things_are_refused() {
    let lab = lab();
    let folder = format!("path = 'ocf:day/A001'\n{LOG}");
    let legal = format!("{folder}\nrange = 'legal'");
    let plan = lab.proxies("", &[&legal, &format!("{folder}\nrange = 'full'")]);
    let errors: Vec<String> = told(&plan.findings).into_iter().filter(|finding| finding.starts_with("error")).collect();
    assert_eq!(errors.len(), 2, "{errors:#?}");
    for part in ["error PX-SOURCES sources[1].path", "sources[0] and sources[1], which say different things"] {
        assert!(errors.iter().all(|error| error.contains(part)), "{errors:#?}");
    }
    assert!(!plan.is_renderable());
    // Said twice in the same words it is the same.
    let alone = format!("path = 'ocf:day/A001/A001C002/A001C002.%07d.dpx'\n{LOG}\nrange = 'legal'");
    assert_eq!(good(&lab.proxies("", &[&alone, &alone])), [("A001C002", "A001C002", Some(Legal))]);
}

#[test]
fn one_frame_of_a_sequence_is_not_the_clip() {
    let lab = lab();
    let folder = format!("path = 'ocf:day/A001/A001C001'\n{LOG}");
    let frame = format!("path = 'ocf:day/A001/A001C001/A001C001.0090003.dpx'\n{LOG}");
    let plan = lab.proxies("", &[&folder, &frame]);
    let findings = told(&plan.findings);
    assert!(findings.iter().any(|finding| finding.starts_with("error PX-SOURCES")), "{findings:?}");
}
