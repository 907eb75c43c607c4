//! What a further generation says about files that changed, came or went.

#![expect(clippy::unwrap_used, reason = "a test that cannot prepare its folder has to stop")]

mod common;

use common::*;
use interneg_manifest::asc_mhl::{Action, History, create, parse};
use interneg_manifest::asc_mhl::{GenerationRequest, Process};
use interneg_manifest::{DigestKind, ManifestError};
use std::fs;
use std::path::Path;

const XXH: [DigestKind; 1] = [DigestKind::Xxh128];

fn actions(root: &Path, made: &[DigestKind], written: &[DigestKind]) -> Vec<(String, Vec<(DigestKind, Action)>)> {
    let manifest = parse(&generation(root, "2026-11-22T00:00:00Z", made, written).manifest).unwrap();
    let short = |digests: &[(interneg_manifest::Digest, Action)]| {
        digests.iter().map(|(digest, action)| (digest.kind(), *action)).collect()
    };
    manifest.files.iter().map(|file| (file.path.clone(), short(&file.digests))).collect()
}

#[test]
fn changed_new_and_missing_files() {
    let (_keep, root) = delivery();
    add_asc_mhl(&root);
    fs::write(root.join("r01/a.0086401.exr"), "worle").unwrap();
    fs::remove_file(root.join("r02/a.0090000.exr")).unwrap();
    fs::write(root.join("r02/new.exr"), "new").unwrap();
    let expected = [
        ("r01/a.0086400.exr".to_owned(), vec![(DigestKind::Xxh128, Action::Verified)]),
        ("r01/a.0086401.exr".to_owned(), vec![(DigestKind::Xxh128, Action::Failed)]),
        ("r02/new.exr".to_owned(), vec![(DigestKind::Xxh128, Action::Original)]),
    ];
    assert_eq!(actions(&root, &XXH, &XXH), expected);
    let next = generation(&root, "2026-11-22T00:00:00Z", &XXH, &XXH);
    assert_eq!(next.file_name, "0002_show_2026-11-22_000000Z.mhl");
    assert_eq!(
        (next.failed.as_slice(), next.missing.as_slice()),
        (&["r01/a.0086401.exr".to_owned()][..], &["r02/a.0090000.exr".to_owned()][..])
    );
    // The failed digest is no basis: the altered file still differs from the first generation.
    next.write_into(&root).unwrap();
    let left = problems(&root);
    assert_eq!(
        left,
        [format!("missing r02/a.0090000.exr ({CHAIN})"), format!("digest r01/a.0086401.exr xxh128 ({CHAIN})")]
    );
}

#[test]
fn a_new_kind_is_worth_what_the_known_one_beside_it_is() {
    let (_keep, root) = delivery();
    add_asc_mhl(&root);
    fs::write(root.join("r01/a.0086401.exr"), "worle").unwrap();
    let both = [DigestKind::Md5, DigestKind::Xxh128];
    let found = actions(&root, &both, &[DigestKind::Md5]);
    assert_eq!(found[0].1, [(DigestKind::Md5, Action::Verified), (DigestKind::Xxh128, Action::Verified)]);
    assert_eq!(found[1].1, [(DigestKind::Md5, Action::Failed), (DigestKind::Xxh128, Action::Failed)]);
}

fn request_error(root: &Path, made: &[DigestKind], written: &[DigestKind]) -> ManifestError {
    let creator = creator();
    let request = GenerationRequest {
        folder_name: "show",
        started: stamp(),
        creator: &creator,
        process: Process::Transfer,
        kinds: written,
        ignore: &[],
    };
    create(History::load(root).unwrap().as_ref(), &records(root, made), &request).unwrap_err()
}

#[test]
fn what_cannot_be_continued_is_refused() {
    let (_keep, root) = delivery();
    assert!(matches!(request_error(&root, &XXH, &[]), ManifestError::NoKind { .. }));
    assert!(matches!(request_error(&root, &XXH, &[DigestKind::Xxh32]), ManifestError::Kind { .. }));
    assert!(matches!(request_error(&root, &XXH, &[DigestKind::C4]), ManifestError::MissingDigest { .. }));
    add_asc_mhl(&root);
    let md5 = [DigestKind::Md5];
    let error = request_error(&root, &md5, &md5);
    assert!(error.to_string().contains("xxh128") && error.to_string().contains("r01/a.0086400.exr"), "{error}");
    let above = root.parent().unwrap();
    assert!(matches!(request_error(above, &XXH, &XXH), ManifestError::NestedHistory { path } if path == "show"));
    fs::write(root.join(CHAIN), "<hashlist/>").unwrap();
    assert!(matches!(History::load(&root), Err(ManifestError::History { .. })));
}

#[test]
fn the_same_records_give_the_same_bytes() {
    let (_keep, root) = delivery();
    let one = generation(&root, "2026-11-22T00:00:00Z", &XXH, &XXH);
    assert_eq!(one, generation(&root, "2026-11-22T00:00:00Z", &XXH, &XXH));
    one.write_into(&root).unwrap();
    assert!(matches!(one.write_into(&root), Err(ManifestError::History { .. })), "manifests are never changed");
}
