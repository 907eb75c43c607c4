//! `interneg verify`: a delivery against its manifests, without a server.

use crate::args::{GlobalArgs, VerifyArgs};
use crate::error::ClientError;
use crate::exit::Exit;
use crate::output::{self, printable};
use crate::progress::VerifyDisplay;
use crate::render::bytes;
use interneg_manifest::verify::{ExitClass, ManifestFormat, VerifyOptions, VerifyReport, verify_folder};
use serde::Serialize;

#[derive(Serialize)]
struct Verified<'a> {
    folder: String,
    good: bool,
    class: ExitClass,
    exit_code: u8,
    #[serde(flatten)]
    report: &'a VerifyReport,
}

pub(super) fn run(global: &GlobalArgs, args: &VerifyArgs) -> Result<Exit, ClientError> {
    let options = VerifyOptions { threads: args.threads, sizes_only: args.sizes_only };
    let mut display = VerifyDisplay::new(global.quiet);
    let report = verify_folder(&args.folder, &options, &mut |progress| display.show(&progress));
    display.finish();
    let class = report.exit_class();
    let exit = exit_of(class);
    let folder = args.folder.display().to_string();
    if global.json {
        let (good, exit_code) = (report.is_good(), exit.code());
        output::document(&Verified { folder, good, class, exit_code, report: &report })?;
    } else {
        output::text(&printable(&text(&folder, &report)))?;
    }
    Ok(exit)
}

/// The classes of the manifest crate in the codes that every command has; `--json` tells the class itself.
fn exit_of(class: ExitClass) -> Exit {
    match class {
        ExitClass::Good => Exit::Success,
        ExitClass::Unreadable | ExitClass::NoManifest => Exit::MissingInput,
        ExitClass::Missing
        | ExitClass::Mismatch
        | ExitClass::FolderMismatch
        | ExitClass::Extra
        | ExitClass::ManifestModified
        | ExitClass::ChainMissing
        | ExitClass::Malformed => Exit::BadInput,
    }
}

fn text(folder: &str, report: &VerifyReport) -> String {
    let mut text = String::new();
    for manifest in &report.manifests {
        let format = match manifest.format {
            ManifestFormat::ChecksumTxt => "checksum.txt",
            ManifestFormat::Mhl1 => "MHL 1",
            ManifestFormat::AscMhl => "ASC MHL history",
            ManifestFormat::AscMhlPackingList => "ASC MHL packing list",
        };
        text.push_str(&format!("manifest {} ({format}, {} files)\n", manifest.path, manifest.files));
    }
    for problem in &report.problems {
        text.push_str(&format!("{problem}\n"));
    }
    let read = format!("{} files, {} read", report.files_hashed, bytes(report.bytes_hashed));
    if report.is_good() {
        text.push_str(&format!("good: {read}: {folder}\n"));
    } else {
        let problems = report.problems.len();
        let plural = if problems == 1 { "" } else { "s" };
        text.push_str(&format!("not good: {problems} problem{plural}: {read}: {folder}\n"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use interneg_manifest::verify::{ManifestSeen, Problem};

    #[test]
    fn a_report_names_each_problem() {
        let manifest = ManifestSeen { format: ManifestFormat::ChecksumTxt, path: "checksum.txt".into(), files: 2 };
        let mut report =
            VerifyReport { manifests: vec![manifest], files_hashed: 2, bytes_hashed: 2000, problems: Vec::new() };
        assert_eq!(
            text("/d", &report),
            "manifest checksum.txt (checksum.txt, 2 files)\ngood: 2 files, 2.0 kB read: /d\n"
        );
        report.problems.push(Problem::Missing { path: "a.exr".into(), manifest: "checksum.txt".into() });
        let text = text("/d", &report);
        assert_eq!((exit_of(report.exit_class()).code(), exit_of(ExitClass::NoManifest).code()), (65, 66));
        assert!(text.contains("missing, listed in checksum.txt: a.exr\nnot good: 1 problem: "), "{text}");
    }
}
