//! Values that both kinds of job have.

use crate::FieldError;
use interneg_proto::v1;
use interneg_spec::{Matrix, Raster, Rate, SampleRange, Siting};
use prost_types::Timestamp;
use serde::Serialize;

/// A time, in the one form that is stamped into files, so that what comes back is what was given.
pub(super) fn timestamp(text: &str) -> Result<Timestamp, FieldError> {
    let time = text.parse::<Timestamp>().ok().filter(|time| time.to_string() == text);
    let fault = || FieldError::new("created", format!("{text:?} is not a time in UTC; write YYYY-MM-DDTHH:MM:SSZ"));
    time.ok_or_else(fault)
}

pub(super) fn rational(rate: Rate) -> v1::Rational {
    v1::Rational { numerator: rate.numerator(), denominator: rate.denominator() }
}

pub(super) fn raster(raster: Raster) -> v1::Raster {
    v1::Raster { width: raster.width, height: raster.height }
}

/// A code range for the wire.
pub fn sample_range(range: Option<SampleRange>) -> i32 {
    let range = range.map_or(v1::SampleRange::Unspecified, |range| match range {
        SampleRange::Full => v1::SampleRange::Full,
        SampleRange::Legal => v1::SampleRange::Legal,
    });
    range.into()
}

pub(super) fn matrix(matrix: Option<Matrix>) -> i32 {
    let matrix = matrix.map_or(v1::Matrix::Unspecified, |matrix| match matrix {
        Matrix::Bt601 => v1::Matrix::Bt601,
        Matrix::Bt709 => v1::Matrix::Bt709,
        Matrix::Bt2020 => v1::Matrix::Bt2020,
    });
    matrix.into()
}

pub(super) fn siting(siting: Option<Siting>) -> i32 {
    let siting = siting.map_or(v1::Siting::Unspecified, |siting| match siting {
        Siting::Left => v1::Siting::Left,
        Siting::Centre => v1::Siting::Centre,
        Siting::TopLeft => v1::Siting::TopLeft,
    });
    siting.into()
}

/// The word that stands for a value in job files.
pub(super) fn word(value: impl Serialize) -> String {
    // Only for types that are written as a word, so there is always one.
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}
