//! The tables of curves.

const CURVES: &str = include_str!("../../data/curves.tsv");
const LOGC3: &str = include_str!("../../data/logc3.tsv");

/// A camera's curve, code values from 0 to 1 to scene-linear light in which 18 % grey is 0.18.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    pub(super) name: String,
    pub(super) form: Form,
}

/// Numbers of a curve, by the form of its formula.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Form {
    Camera(Camera),
    /// A camera's curve whose codes were bent above 0.8, up to `end` at the code 1.
    Shouldered {
        camera: Camera,
        end: f64,
    },
    TwoSided(TwoSided),
    Parabolic {
        black: f64,
        cut: f64,
        scale: f64,
        beta: f64,
        gamma: f64,
        delta: f64,
    },
    Acescc {
        scale: f64,
        offset: f64,
    },
}

/// `log_slope * log_base(lin_slope * x + lin_offset) + log_offset` above the break, a line below.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Camera {
    pub(super) base: f64,
    pub(super) lin_break: f64,
    pub(super) log_slope: f64,
    pub(super) log_offset: f64,
    pub(super) lin_slope: f64,
    pub(super) lin_offset: f64,
    /// That of the curve at the break where it is not given.
    pub(super) line_slope: Option<f64>,
}

/// A logarithm on both sides of a line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct TwoSided {
    /// Ends of the line, in code values.
    pub(super) low: f64,
    pub(super) high: f64,
    pub(super) below: f64,
    pub(super) above: f64,
    pub(super) slope: f64,
    pub(super) factor: f64,
    pub(super) scale: f64,
    /// Offset and slope.
    pub(super) line: Option<[f64; 2]>,
}

impl Curve {
    /// The curve of this name: `ARRI LogC3 EI400`, `Canon Log 2`, `Apple Log` …
    pub fn by_name(name: &str) -> Option<Self> {
        Self::all().find(|curve| curve.name == name)
    }

    /// All curves.
    pub fn all() -> impl Iterator<Item = Self> {
        let lines = |table: &'static str| table.lines().filter(|line| !line.starts_with('#'));
        lines(LOGC3).filter_map(parse_logc3).chain(lines(CURVES).filter_map(parse))
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }
}

fn numbers(text: &str, between: char) -> Option<Vec<f64>> {
    text.split(between).map(|number| number.parse().ok()).collect()
}

fn parse(line: &str) -> Option<Curve> {
    let mut fields = line.split('\t');
    let (name, form) = (fields.next()?.to_owned(), fields.next()?);
    let numbers = numbers(fields.next()?, ' ')?;
    let form = match (form, &numbers[..]) {
        ("camera", [base, lin_break, log_slope, log_offset, lin_slope, lin_offset, rest @ ..]) => {
            Form::Camera(Camera {
                base: *base,
                lin_break: *lin_break,
                log_slope: *log_slope,
                log_offset: *log_offset,
                lin_slope: *lin_slope,
                lin_offset: *lin_offset,
                line_slope: rest.first().copied(),
            })
        }
        ("two-sided", [low, high, below, above, slope, factor, scale, line @ ..]) => Form::TwoSided(TwoSided {
            low: *low,
            high: *high,
            below: *below,
            above: *above,
            slope: *slope,
            factor: *factor,
            scale: *scale,
            line: line.try_into().ok(),
        }),
        ("parabolic", &[black, cut, scale, beta, gamma, delta]) => {
            Form::Parabolic { black, cut, scale, beta, gamma, delta }
        }
        ("acescc", &[scale, offset]) => Form::Acescc { scale, offset },
        _ => return None,
    };
    Some(Curve { name, form })
}

/// Reflectance of the grey to which the curve's light is relative.
const GREY: f64 = 0.18;

fn parse_logc3(line: &str) -> Option<Curve> {
    let index = line.split('\t').next()?;
    let numbers = numbers(line, '\t')?;
    let [_, n, c, d, xb, _yb, k, _at_one, end @ ..] = &numbers[..] else { return None };
    let camera = Camera {
        base: 10.0,
        lin_break: *xb,
        log_slope: *c,
        log_offset: *d,
        lin_slope: 1.0 / GREY,
        lin_offset: *n,
        line_slope: Some(*k),
    };
    let form = match end {
        [end] => Form::Shouldered { camera, end: *end },
        _ => Form::Camera(camera),
    };
    Some(Curve { name: format!("ARRI LogC3 EI{index}"), form })
}
