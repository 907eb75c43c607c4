//! Fields of a message, with every fault of theirs.

use crate::FieldError;
use interneg_proto::v1;
use interneg_spec::{Matrix, Raster, Rate, SampleRange, Siting};
use serde::de::DeserializeOwned;
use std::fmt::Display;
use std::str::FromStr;

/// Collects what is wrong, so that the caller hears of everything at once.
#[derive(Default)]
pub(super) struct Reader {
    pub(super) faults: Vec<FieldError>,
}

impl Reader {
    pub(super) fn raster(&mut self, field: &str, raster: &v1::Raster) -> Option<Raster> {
        // The text form knows the bounds.
        self.text(field, &format!("{}x{}", raster.width, raster.height))
    }

    pub(super) fn rate(&mut self, field: &str, rate: &v1::Rational) -> Option<Rate> {
        Rate::new(rate.numerator, rate.denominator).map_or_else(|error| self.wrong(field, error), Some)
    }

    pub(super) fn created(&mut self, created: &prost_types::Timestamp) -> Option<String> {
        let text = interneg_spec::UtcTime::parse(&created.to_string()).map(|moment| moment.to_string());
        text.or_else(|| self.wrong("created", format!("{created} is no whole second since 1970")))
    }

    pub(super) fn range(&mut self, field: &str, range: i32) -> Option<SampleRange> {
        match v1::SampleRange::try_from(range) {
            Ok(v1::SampleRange::Unspecified) => None,
            Ok(v1::SampleRange::Full) => Some(SampleRange::Full),
            Ok(v1::SampleRange::Legal) => Some(SampleRange::Legal),
            Err(error) => self.wrong(field, error),
        }
    }

    pub(super) fn matrix(&mut self, field: &str, matrix: i32) -> Option<Matrix> {
        match v1::Matrix::try_from(matrix) {
            Ok(v1::Matrix::Unspecified) => None,
            Ok(v1::Matrix::Bt601) => Some(Matrix::Bt601),
            Ok(v1::Matrix::Bt709) => Some(Matrix::Bt709),
            Ok(v1::Matrix::Bt2020) => Some(Matrix::Bt2020),
            Err(error) => self.wrong(field, error),
        }
    }

    pub(super) fn siting(&mut self, field: &str, siting: i32) -> Option<Siting> {
        match v1::Siting::try_from(siting) {
            Ok(v1::Siting::Unspecified) => None,
            Ok(v1::Siting::Left) => Some(Siting::Left),
            Ok(v1::Siting::Centre) => Some(Siting::Centre),
            Ok(v1::Siting::TopLeft) => Some(Siting::TopLeft),
            Err(error) => self.wrong(field, error),
        }
    }

    pub(super) fn text<T: FromStr<Err: Display>>(&mut self, field: &str, text: &str) -> Option<T> {
        if text.is_empty() {
            return self.wrong(field, "is required");
        }
        text.parse().map_or_else(|error| self.wrong(field, error), Some)
    }

    pub(super) fn optional_text<T: FromStr<Err: Display>>(&mut self, field: &str, text: Option<&String>) -> Option<T> {
        text.and_then(|text| self.text(field, text))
    }

    /// A value that has a word of its own in job files; the default where it is empty.
    pub(super) fn word<T: DeserializeOwned + Default>(&mut self, field: &str, word: &str) -> Option<T> {
        if word.is_empty() { Some(T::default()) } else { self.required_word(field, word) }
    }

    /// A value that has a word of its own in job files.
    pub(super) fn required_word<T: DeserializeOwned>(&mut self, field: &str, word: &str) -> Option<T> {
        if word.is_empty() {
            return self.wrong(field, "is required");
        }
        serde_json::from_value(word.into()).map_or_else(|error| self.wrong(field, error), Some)
    }

    pub(super) fn required<'a, T>(&mut self, field: &str, value: Option<&'a T>) -> Option<&'a T> {
        value.or_else(|| self.wrong(field, "is required"))
    }

    pub(super) fn wrong<T>(&mut self, field: impl Into<String>, description: impl Display) -> Option<T> {
        self.faults.push(FieldError::new(field, description));
        None
    }
}
