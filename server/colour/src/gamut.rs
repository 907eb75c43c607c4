//! Primaries and whites of linear spaces.

const TABLE: &str = include_str!("../data/gamuts.tsv");

type Matrix = [[f64; 3]; 3];

/// The matrix of ACES2065-1 to itself.
pub(crate) const IDENTITY: Matrix = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];

/// AP0, SMPTE ST 2065-1 table 1.
const AP0: [f64; 8] = [0.7347, 0.2653, 0.0, 1.0, 0.0001, -0.0770, 0.32168, 0.33767];

/// CIECAM02, matrix of the CAT02 cone responses.
const CAT02: Matrix = [[0.7328, 0.4296, -0.1624], [-0.7036, 1.6975, 0.0061], [0.0030, 0.0136, 0.9834]];

/// Bradford cone responses.
const BRADFORD: Matrix = [[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]];

/// Matrices of configurations are given with five to fifteen digits.
const SAME_GAMUT: f64 = 2e-5;

/// A gamut with its published primaries.
struct Gamut {
    chromaticities: [f64; 8],
    cones: Option<Matrix>,
}

/// Chromaticities of the linear space that `to_ap0` takes to AP0; nothing for a matrix that no gamut has.
pub(crate) fn chromaticities(to_ap0: &Matrix) -> Option<[f32; 8]> {
    if let Some(gamut) = gamuts().find(|gamut| is_same(&gamut.to_ap0(), to_ap0)) {
        return Some(gamut.chromaticities.map(|value| value as f32));
    }
    let to_xyz = multiply(&rgb_to_xyz(&AP0)?, to_ap0);
    let white = [0, 1, 2].map(|row| to_xyz[row].iter().sum());
    let mut found = [0.0; 8];
    let columns = [0, 1, 2].map(|column| [to_xyz[0][column], to_xyz[1][column], to_xyz[2][column]]);
    for (index, [x, y, z]) in columns.into_iter().chain([white]).enumerate() {
        let sum = x + y + z;
        (found[index * 2], found[index * 2 + 1]) = ((x / sum) as f32, (y / sum) as f32);
    }
    found.iter().all(|value| value.is_finite()).then_some(found)
}

/// Whether chromaticities read from a file are those of AP0; headers hold single precision of four or five digits.
pub(crate) fn is_ap0(chromaticities: &[f32; 8]) -> bool {
    is_near(chromaticities, &AP0)
}

/// Whether chromaticities read from a file are these.
pub(crate) fn is_near(chromaticities: &[f32; 8], expected: &[f64; 8]) -> bool {
    chromaticities.iter().zip(expected).all(|(found, expected)| (f64::from(*found) - expected).abs() < 1e-4)
}

fn gamuts() -> impl Iterator<Item = Gamut> {
    TABLE.lines().filter(|line| !line.starts_with('#')).filter_map(parse)
}

fn parse(line: &str) -> Option<Gamut> {
    let mut fields = line.split('\t');
    let numbers: Vec<f64> = fields.next()?.split(' ').map_while(|number| number.parse().ok()).collect();
    let cones = match fields.next()? {
        "cat02" => Some(CAT02),
        "bradford" => Some(BRADFORD),
        "none" => None,
        _ => return None,
    };
    Some(Gamut { chromaticities: numbers.try_into().ok()?, cones })
}

impl Gamut {
    /// Primaries to XYZ, adaptation to the ACES white, XYZ to AP0 (SMPTE RP 177 for the first and the last).
    fn to_ap0(&self) -> Matrix {
        let derive = || {
            let to_xyz = rgb_to_xyz(&self.chromaticities)?;
            let from_xyz = inverse(&rgb_to_xyz(&AP0)?)?;
            let Some(cones) = self.cones else { return Some(multiply(&from_xyz, &to_xyz)) };
            let response = |white: &[f64]| apply(&cones, white_xyz(white[0], white[1]));
            let (from, to) = (response(&self.chromaticities[6..]), response(&AP0[6..]));
            let mut gains = IDENTITY;
            for channel in 0..3 {
                gains[channel][channel] = to[channel] / from[channel];
            }
            let adaptation = multiply(&inverse(&cones)?, &multiply(&gains, &cones));
            Some(multiply(&from_xyz, &multiply(&adaptation, &to_xyz)))
        };
        derive().unwrap_or([[f64::NAN; 3]; 3])
    }
}

fn white_xyz(x: f64, y: f64) -> [f64; 3] {
    [x / y, 1.0, (1.0 - x - y) / y]
}

/// Normalised primary matrix of SMPTE RP 177.
fn rgb_to_xyz(c: &[f64; 8]) -> Option<Matrix> {
    let mut primaries = [[0.0; 3]; 3];
    for column in 0..3 {
        let (x, y) = (c[column * 2], c[column * 2 + 1]);
        (primaries[0][column], primaries[1][column], primaries[2][column]) = (x, y, 1.0 - x - y);
    }
    let gains = apply(&inverse(&primaries)?, white_xyz(c[6], c[7]));
    Some(primaries.map(|row| [row[0] * gains[0], row[1] * gains[1], row[2] * gains[2]]))
}

fn apply(m: &Matrix, v: [f64; 3]) -> [f64; 3] {
    m.map(|row| row[0] * v[0] + row[1] * v[1] + row[2] * v[2])
}

fn multiply(a: &Matrix, b: &Matrix) -> Matrix {
    a.map(|row| [0, 1, 2].map(|column| row[0] * b[0][column] + row[1] * b[1][column] + row[2] * b[2][column]))
}

/// By cofactors; nothing where the determinant vanishes.
fn inverse(m: &Matrix) -> Option<Matrix> {
    let cofactor = |row: usize, column: usize| {
        let (r, c) = ([(row + 1) % 3, (row + 2) % 3], [(column + 1) % 3, (column + 2) % 3]);
        m[r[0]][c[0]] * m[r[1]][c[1]] - m[r[0]][c[1]] * m[r[1]][c[0]]
    };
    let determinant: f64 = (0..3).map(|column| m[0][column] * cofactor(0, column)).sum();
    let found = [0, 1, 2].map(|row| [0, 1, 2].map(|column| cofactor(column, row) / determinant));
    found.iter().flatten().all(|value| value.is_finite()).then_some(found)
}

fn is_same(a: &Matrix, b: &Matrix) -> bool {
    a.iter().flatten().zip(b.iter().flatten()).all(|(a, b)| (a - b).abs() < SAME_GAMUT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_table_is_a_gamut_of_its_own() {
        let all: Vec<Gamut> = gamuts().collect();
        assert_eq!(all.len(), TABLE.lines().filter(|line| !line.starts_with('#')).count());
        for (index, gamut) in all.iter().enumerate() {
            let found = chromaticities(&gamut.to_ap0()).unwrap();
            assert_eq!(found, gamut.chromaticities.map(|value| value as f32), "line {index}");
        }
    }

    #[test]
    fn an_unknown_gamut_shows_its_primaries_relative_to_the_aces_white() {
        // Primaries of nobody, at the ACES white, so that no adaptation is involved.
        let own = [0.70, 0.30, 0.20, 0.75, 0.12, 0.05, 0.32168, 0.33767];
        let to_ap0 = Gamut { chromaticities: own, cones: None }.to_ap0();
        for (found, expected) in chromaticities(&to_ap0).unwrap().iter().zip(own) {
            assert!((f64::from(*found) - expected).abs() < 1e-6, "{found} {expected}");
        }
    }

    #[test]
    fn a_singular_matrix_has_no_gamut() {
        assert_eq!(chromaticities(&[[0.0; 3]; 3]), None);
    }

    #[test]
    fn header_precision_is_enough_for_ap0() {
        let header = AP0.map(|value| value as f32);
        assert!(is_ap0(&header));
        let mut other = header;
        other[6] = 0.3127;
        assert!(!is_ap0(&other));
    }
}
