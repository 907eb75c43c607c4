//! Looks through the whole path, judged by the official OpenColorIO and by published numbers.

use crate::support::*;
use interneg_colour::{Config, Grade, LutFile};
use interneg_engine::proxy::picture::{
    CdlGrade, ClipPicture, Geometry, Look, LookOutput, Looks, LutGrade, PictureError, PictureTarget, Region,
    RenditionPicture,
};
use interneg_kernels::Subsampling;
use interneg_spec::{Raster, ViewPrecision};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

const PATCHES: (usize, usize) = (16, 9);
/// Edge of a patch in pixels of UHD.
const PATCH: usize = 240;

/// Codes of LogC4 in legal range, from shadow to highlight, near neutral or of any colour.
fn patches(spread: u32) -> Vec<[u16; 3]> {
    let mut noise = Noise(5);
    let mut chroma = move || (512 + noise.below(2 * spread + 1) - spread) as u16;
    (0..PATCHES.0 * PATCHES.1).map(|patch| [100 + 5 * patch as u16, chroma(), chroma()]).collect()
}

fn frame(patches: &[[u16; 3]]) -> Source {
    Source::ycbcr(UHD, Subsampling::S422, 10, |plane, x, y| {
        let x = if plane == 0 { x } else { 2 * x };
        patches[y / PATCH * PATCHES.0 + x / PATCH][plane]
    })
}

/// The codes in the middle of every patch.
fn middles(codes: &Codes) -> Vec<[u16; 3]> {
    let edge = codes.width / PATCHES.0;
    let at = |patch: usize| (patch % PATCHES.0 * edge + edge / 2, patch / PATCHES.0 * edge + edge / 2);
    (0..PATCHES.0 * PATCHES.1).map(|patch| codes.at(at(patch).0, at(patch).1)).collect()
}

fn to(canvas: Raster, look: Look) -> RenditionPicture {
    let placed = Region { x: 0, y: 0, width: canvas.width as usize, height: canvas.height as usize };
    let source = Source::ycbcr(Raster { width: 2, height: 2 }, Subsampling::S422, 10, |_, _, _| 512);
    RenditionPicture {
        geometry: Geometry { placed, canvas, ..Geometry::unscaled(UHD) },
        look,
        ..rendition(&source, TEN_422)
    }
}

fn rec709(config: &str, precision: ViewPrecision) -> (LookOutput, String) {
    let output = LookOutput::rec709(&Config::builtin(config).unwrap(), precision).unwrap();
    let LookOutput::View { display, view, .. } = &output else { panic!() };
    let words = format!("view={display}={view}");
    (output, words)
}

/// Cases for `judge.py`: what was done to patches, and the codes before and behind it.
struct Cases {
    folder: PathBuf,
    lines: Vec<String>,
}

impl Cases {
    fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        std::fs::create_dir_all(&folder).unwrap();
        Self { folder, lines: Vec::new() }
    }

    /// `steps` are `space=…`, `cdl=…`, `lut=…`, `view=…=…`; codes may be off by `codes`.
    fn add(&mut self, config: &str, steps: &[&str], codes: f64, before: &[[u16; 3]], found: &[[u16; 3]]) {
        let number = self.lines.len();
        for (name, codes) in [("in", before), ("out", found)] {
            let bytes: Vec<u8> = codes.as_flattened().iter().flat_map(|code| code.to_le_bytes()).collect();
            std::fs::write(self.folder.join(format!("{number}.{name}.u16")), bytes).unwrap();
        }
        self.lines.push(format!("{number}\t{config}\t{LOGC4}\t{codes}\t{}", steps.join("\t")));
    }

    fn judge(&self, python: &Path) {
        std::fs::write(self.folder.join("cases.tsv"), self.lines.join("\n")).unwrap();
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/picture/judge.py");
        let judged = Command::new(python).arg(script).arg(&self.folder).output().unwrap();
        let report = String::from_utf8_lossy(&judged.stdout);
        println!("{report}");
        assert!(judged.status.success(), "{report}{}", String::from_utf8_lossy(&judged.stderr));
    }
}

#[test]
fn patches_through_views_and_grades_are_those_of_the_official_library() {
    let Some(python) = python() else { return };
    let mut cases = Cases::new("picture");
    let colours = patches(60);
    let source = frame(&colours);
    let numbers = [1.1, 1.02, 0.95, 0.01, -0.02, 0.005, 1.0, 1.05, 0.97, 0.9];
    let grade = Grade::from_numbers(numbers).unwrap();
    let cdl = Some(CdlGrade { grade, space: CdlGrade::SPACE.to_owned() });
    let cdl_words = format!("cdl={}", numbers.map(|number| number.to_string()).join(" "));
    for config in [ACES_1, ACES_2] {
        let (output, view) = rec709(config, ViewPrecision::Exact);
        let ungraded = Look::ungraded(output);
        let graded = Look { cdl: cdl.clone(), ..ungraded.clone() };
        let own = Look::ungraded(LookOutput::Source);
        let wanted = [to(HD, ungraded.clone()), to(HD, graded), to(HD, own)];
        let found = render(config, &source, &wanted);
        cases.add(config, &[&view], 1.0, &colours, &middles(&found[0]));
        cases.add(config, &["space=ACEScct", &cdl_words, &view], 1.0, &colours, &middles(&found[1]));
        cases.add(config, &["space=ARRI LogC4"], 1.0, &colours, &middles(&found[2]));
        for (before, behind) in colours.iter().zip(middles(&found[2])) {
            // Flat patches come back from linear light as they went.
            assert!(before.iter().zip(behind).all(|(a, b)| a.abs_diff(b) <= 1), "{before:?} {behind:?}");
        }
    }
    // At its own size, and with a baked view, whose error for colours near neutral is stated when it is baked.
    let near = patches(12);
    let near_source = frame(&near);
    let (exact, view) = rec709(ACES_1, ViewPrecision::Exact);
    let (baked, _) = rec709(ACES_1, ViewPrecision::Baked);
    let found = render(ACES_1, &near_source, &[to(HD, Look::ungraded(baked)), to(UHD, Look::ungraded(exact))]);
    let (display, name) = view.strip_prefix("view=").and_then(|words| words.split_once('=')).unwrap();
    let stated = Config::builtin(ACES_1).unwrap().view_at(LOGC4, display, name, ViewPrecision::Baked).unwrap();
    let stated = stated.bake_error().unwrap().p99_codes_10bit;
    assert!((1.0..20.0).contains(&stated), "{stated}");
    cases.add(ACES_1, &[&view], stated, &near, &middles(&found[0]));
    cases.add(ACES_1, &[&view], 1.0, &near, &middles(&found[1]));
    cases.judge(&python);
}

/// A cube that turns the hue a little and lifts the shadows, and the same as a file of the Common LUT Format.
fn look_files(folder: &Path) -> [PathBuf; 2] {
    const EDGE: usize = 17;
    let entry = |index: usize| {
        let [r, g, b] = [index % EDGE, index / EDGE % EDGE, index / EDGE / EDGE].map(|i| i as f64 / 16.0);
        [0.05 + 0.85 * r + 0.1 * g * g, 0.03 + 0.9 * g + 0.05 * b, 0.04 + 0.8 * b.powf(1.2) + 0.1 * r]
    };
    let line = |[r, g, b]: [f64; 3]| format!("{r:.6} {g:.6} {b:.6}\n");
    let cube: String = (0..EDGE * EDGE * EDGE).map(|index| line(entry(index))).collect();
    // There the blue index changes fastest.
    let turned = |index: usize| index / EDGE / EDGE + index / EDGE % EDGE * EDGE + index % EDGE * EDGE * EDGE;
    let array: String = (0..EDGE * EDGE * EDGE).map(|index| line(entry(turned(index)))).collect();
    let paths = [folder.join("show.cube"), folder.join("show.clf")];
    std::fs::write(&paths[0], format!("LUT_3D_SIZE {EDGE}\n{cube}")).unwrap();
    let clf = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ProcessList id=\"show\" compCLFversion=\"3\">\n\
         <LUT3D interpolation=\"tetrahedral\" inBitDepth=\"32f\" outBitDepth=\"32f\">\n\
         <Array dim=\"{EDGE} {EDGE} {EDGE} 3\">\n{array}</Array></LUT3D>\n</ProcessList>\n"
    );
    std::fs::write(&paths[1], clf).unwrap();
    paths
}

#[test]
fn looks_in_files_are_those_of_the_official_library() {
    let Some(python) = python() else { return };
    let mut cases = Cases::new("picture-looks");
    let colours = patches(40);
    let source = frame(&colours);
    let (view, view_words) = rec709(ACES_1, ViewPrecision::Exact);
    for path in look_files(&cases.folder) {
        let file = Arc::new(LutFile::read(&path).unwrap());
        let lut = |space: &str| Some(LutGrade { file: file.clone(), space: space.to_owned() });
        let cdl = CdlGrade {
            grade: Grade::from_numbers([1.0, 0.9, 1.0, 0.0, 0.02, 0.0, 1.0, 1.0, 1.0, 0.8]).unwrap(),
            space: CdlGrade::SPACE.to_owned(),
        };
        let shown = Look { cdl: None, lut: lut(LOGC4), output: LookOutput::Lut };
        let graded = Look { cdl: Some(cdl), lut: lut("ACEScct"), output: view.clone() };
        let found = render(ACES_1, &source, &[to(HD, shown.clone()), to(UHD, shown), to(HD, graded)]);
        let file = format!("lut={}", path.display());
        let cdl = "cdl=1 0.9 1 0 0.02 0 1 1 1 0.8";
        cases.add(ACES_1, &["space=ARRI LogC4", &file], 1.0, &colours, &middles(&found[0]));
        cases.add(ACES_1, &["space=ARRI LogC4", &file], 1.0, &colours, &middles(&found[1]));
        cases.add(
            ACES_1,
            &["space=ACEScct", cdl, "space=ACEScct", &file, &view_words],
            1.0,
            &colours,
            &middles(&found[2]),
        );
    }
    cases.judge(&python);
}

/// Section 7 of the facts on proxies: slope, offset, power, saturation, and pixels through OpenColorIO's CDL without
/// clamps.
#[test]
fn a_cdl_gives_its_golden_numbers_through_the_whole_path() {
    let numbers = [1.1, 1.0, 0.9, 0.01, 0.0, -0.01, 1.2, 1.0, 0.8, 0.5];
    let golden = [([0.5, 0.4, 0.3], [0.45768, 0.40834, 0.37853]), ([1.5, -0.2, 0.18], [1.05030, 0.03176, 0.24254])];
    let grade = Grade::from_numbers(numbers).unwrap();
    let cdl = Some(CdlGrade { grade, space: CdlGrade::SPACE.to_owned() });
    let look = Look { cdl, lut: None, output: LookOutput::Source };
    let raster = Raster { width: 64, height: 48 };
    for (before, behind) in golden {
        let source = Source::floats(raster, |_, _| before).in_space(CdlGrade::SPACE);
        let half = Geometry {
            placed: Region { x: 0, y: 0, width: 32, height: 24 },
            canvas: Raster { width: 32, height: 24 },
            ..Geometry::unscaled(raster)
        };
        let target = PictureTarget { bits: 12, ..TEN_444 };
        let own = RenditionPicture { look: look.clone(), ..rendition(&source, target) };
        let scaled = RenditionPicture { geometry: half, ..own.clone() };
        // A code of 1.5 is light of 97000, beside which single precision holds no light of the other's code.
        let is_dim = before.iter().all(|code| *code < 1.0);
        for wanted in [own].into_iter().chain(is_dim.then_some(scaled)) {
            let codes = render(ACES_2, &source, std::slice::from_ref(&wanted))[0].at(10, 10);
            for (code, expected) in codes.into_iter().zip(ycbcr_of(behind, 12)) {
                assert!((f64::from(code) - expected).abs() <= 0.6, "{before:?}: {code}, expected {expected}");
            }
        }
    }
}

#[test]
fn the_order_is_printed() {
    let config = Config::builtin(ACES_2).unwrap();
    let source = frame(&patches(0));
    let (output, _) = rec709(ACES_2, ViewPrecision::Baked);
    let cdl = Some(CdlGrade { grade: Grade::NEUTRAL, space: CdlGrade::SPACE.to_owned() });
    let graded = to(HD, Look { cdl, lut: None, output });
    let own = to(UHD, Look::ungraded(LookOutput::Source));
    let clip = ClipPicture::new(&mut Looks::new(&config), &source.facts, &[graded, own]).unwrap();
    let lines = clip.describe();
    let place = |words: &str| {
        lines.iter().position(|line| line.contains(words)).unwrap_or_else(|| panic!("{words}: {lines:#?}"))
    };
    let order = [
        "source ARRI LogC4, 3840x2160 progressive",
        "rendition 0: window 3840x2160+0+0 at 1920x1080+0+0 on 1920x1080",
        "scaled in ACES2065-1 by Lanczos3",
        "CDL in ACEScct",
        "view ACES 2.0 - SDR 100 nits (Rec.709) of Rec.1886 Rec.709 - Display, baked",
        "baked 65-cube",
        "Y'CbCr 4:2:2, chroma left, 10 bits, legal range, BT.709",
        "rendition 1",
        "codes copied",
    ];
    assert!(order.map(place).is_sorted(), "{lines:#?}");
}

#[test]
fn looks_that_cannot_be_are_refused() {
    let config = Config::builtin(ACES_2).unwrap();
    let source = frame(&patches(0));
    let refused = |look: Look| {
        ClipPicture::new(&mut Looks::new(&config), &source.facts, &[to(HD, look)]).unwrap_err().to_string()
    };
    assert!(refused(Look::ungraded(LookOutput::Lut)).contains("there is none"));
    let view = |view: &str| LookOutput::View {
        display: "Rec.1886 Rec.709 - Display".to_owned(),
        view: view.to_owned(),
        precision: ViewPrecision::Exact,
    };
    assert!(refused(Look::ungraded(view("nothing"))).contains("nothing"));
    let bad = Grade { power: [0.0, 1.0, 1.0], ..Grade::NEUTRAL };
    let cdl = |grade, space: &str| Some(CdlGrade { grade, space: space.to_owned() });
    let graded = |cdl| refused(Look { cdl, lut: None, output: LookOutput::Source });
    assert!(graded(cdl(bad, "ACEScct")).contains("power"));
    assert!(graded(cdl(Grade::NEUTRAL, "ACEScctt")).contains("ACEScct"));
    // A configuration that knows no ACES.
    let raw = Path::new(env!("CARGO_TARGET_TMPDIR")).join("plain.ocio");
    std::fs::write(
        &raw,
        "ocio_profile_version: 2\nroles: {default: raw}\ncolorspaces:\n  - !<ColorSpace>\n    name: raw\n",
    )
    .unwrap();
    let config = Config::from_file(&raw).unwrap();
    let error = ClipPicture::new(
        &mut Looks::new(&config),
        &frame(&patches(0)).in_space("raw").facts,
        &[to(HD, Look::ungraded(LookOutput::Source))],
    );
    assert!(matches!(error, Err(PictureError::NoAces { .. })), "{error:?}");
    assert!(matches!(LookOutput::rec709(&config, ViewPrecision::Exact), Err(PictureError::NoAces { .. })));
}
