//! The GPU's kernels, run on this machine, against the loops of the CPU.

use super::*;
use crate::device_text;

/// Reads scalings one after the other: axes, then planes with a stride of their own; all results in one answer.
const MAIN: &str = r"
    using interneg::Taps;
    for (unsigned int left = number(); left > 0; left--) {
        const unsigned int width = number(), height = number(), stride = number(), planes = number();
        const unsigned int first_column = number(), columns = number();
        const unsigned int target_columns = number(), target_rows = number();
        const auto vertical = items<Taps>(target_rows);
        const auto vertical_weights = items<float>(number());
        const auto horizontal = items<Taps>(target_columns);
        const auto horizontal_weights = items<float>(number());
        const auto source = items<float>((unsigned long long)stride * height * planes);
        const unsigned int target_stride = target_columns + 3, target_plane = target_stride * target_rows + 7;
        std::vector<float> middle((unsigned long long)columns * target_rows * planes);
        std::vector<float> target((unsigned long long)target_plane * planes, -123.25f);
        threads(middle.size(), [&] {
            interneg_resample_vertical(
                vertical.data(), vertical_weights.data(), source.data(), stride, stride * height, first_column,
                middle.data(), columns, target_rows, planes);
        });
        threads((unsigned long long)target_columns * target_rows * planes, [&] {
            interneg_resample_horizontal(
                horizontal.data(), horizontal_weights.data(), middle.data(), first_column, columns, target.data(),
                target_stride, target_plane, target_columns, target_rows, planes);
        });
        answer(target);
        (void)width;
    }
    return 0;
";

#[test]
fn kernels_for_gpus_give_the_bits_of_the_loops() {
    const PLANES: usize = 2;
    let specs = specs();
    let mut words = vec![specs.len() as u32];
    let mut expected = Vec::new();
    for spec in &specs {
        let resampler = Resampler::new(spec).unwrap();
        let pictures = [Picture::special(spec.source), Picture::bright(spec.source)];
        let plan = &resampler.plan;
        let columns = plan.columns();
        let stride = pictures[0].plane().stride;
        let numbers =
            [spec.source.0, spec.source.1, stride, PLANES, columns.start, columns.len(), spec.target.0, spec.target.1];
        words.extend(numbers.map(|number| number as u32));
        for axis in [plan.vertical(), plan.horizontal()] {
            words.extend(axis.taps.iter().flat_map(|taps| [taps.first, taps.before, taps.after, taps.weights]));
            words.push(axis.weights.len() as u32);
            words.extend(bits(&axis.weights));
        }
        for picture in &pictures {
            let mut values = picture.plane().values.to_vec();
            values.resize(stride * spec.source.1, f32::NAN);
            words.extend(bits(&values));
            for row in run(&resampler, picture).chunks(spec.target.0) {
                expected.extend(bits(row));
                expected.extend([(-123.25f32).to_bits(); 3]);
            }
            expected.extend([(-123.25f32).to_bits(); 7]);
        }
    }
    let Some(found) = device_text::run("resample.cu", MAIN, &words) else { return };
    assert_eq!(found.len(), expected.len());
    let off = bits(&found).iter().zip(&expected).position(|(found, expected)| found != expected);
    assert_eq!(off, None);
}
