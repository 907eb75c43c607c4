//! The table.

use crate::measure::Measured;
use std::collections::BTreeMap;
use std::fmt::{self, Display, Formatter};

/// All measured cases.
pub struct Report {
    frames: u32,
    runs: u32,
    pub rows: Vec<Row>,
}

/// One case: ours and the peers, one entry a run.
pub struct Row {
    name: String,
    pub ours: Vec<Measured>,
    peers: BTreeMap<&'static str, Vec<Measured>>,
    /// Milliseconds of one thread per frame: decode, encode, write, hash.
    pub stages: [f64; 4],
}

impl Report {
    pub fn new(frames: u32, runs: u32) -> Self {
        Self { frames, runs, rows: Vec::new() }
    }
}

impl Row {
    pub fn new(name: String) -> Self {
        Self { name, ours: Vec::new(), peers: BTreeMap::new(), stages: [0.0; 4] }
    }

    pub fn add_peer(&mut self, name: &'static str, measured: Measured) {
        self.peers.entry(name).or_default().push(measured);
    }

    fn ratio_cell(&self, peer: &str) -> String {
        let Some(runs) = self.peers.get(peer) else { return "-".to_owned() };
        let ratios = self.ours.iter().zip(runs).map(|(ours, peer)| ours.fps() / peer.fps()).collect();
        format!("{:.2} fps, {:.0} ms: **{:.1}x**", median(fps(runs)), median(cpu(runs)), median(ratios))
    }
}

fn fps(runs: &[Measured]) -> Vec<f64> {
    runs.iter().map(Measured::fps).collect()
}

fn cpu(runs: &[Measured]) -> Vec<f64> {
    runs.iter().map(Measured::cpu_ms).collect()
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

impl Display for Row {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let peak = self.ours.iter().map(|run| run.peak_bytes).max().unwrap_or(0) >> 20;
        let [decode, encode, write, hash] = self.stages;
        write!(
            f,
            "| {} | {:.1} fps, {:.0} ms, {peak} MiB | {decode:.0} / {encode:.0} / {write:.0} / {hash:.0} | {} | {} | {} |",
            self.name,
            median(fps(&self.ours)),
            median(cpu(&self.ours)),
            self.ratio_cell("oiiotool"),
            self.ratio_cell("oiiotool x2"),
            self.ratio_cell("ffmpeg"),
        )
    }
}

impl Display for Report {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let model = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let model = model.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or(": unknown processor");
        let cores = std::thread::available_parallelism().map_or(0, usize::from);
        writeln!(
            f,
            "{cores} cores of{}; UHD 3840x2160, {} frames, files in memory, median of {} runs.\n",
            model.trim_start_matches([' ', '\t', ':']).replacen("", " ", 1),
            self.frames,
            self.runs
        )?;
        writeln!(
            f,
            "| NAM, manifests included | interneg: fps, CPU ms a frame, peak memory | decode / encode / write / hash, \
             ms a frame | oiiotool: fps, CPU ms: ours faster by | two oiiotools | ffmpeg (65-cube LUT) |"
        )?;
        writeln!(f, "|---|---|---|---|---|---|")?;
        self.rows.iter().try_for_each(|row| writeln!(f, "{row}"))
    }
}
