//! Crop and pad against the place of every pixel.

use super::*;

const GUARD: f32 = -123.25;

/// Where a raster pixel comes from.
fn source_of(window: Region, at: (usize, usize), x: usize, y: usize) -> Option<(usize, usize)> {
    let inside = (at.0..at.0 + window.width).contains(&x) && (at.1..at.1 + window.height).contains(&y);
    inside.then(|| (window.x + x - at.0, window.y + y - at.1))
}

type Size = (usize, usize);

/// Source, window, raster, place.
fn placements() -> Vec<(Size, Region, Size, Size)> {
    let region = |x, y, width, height| Region { x, y, width, height };
    vec![
        ((1, 1), region(0, 0, 1, 1), (1, 1), (0, 0)),
        ((1, 1), region(0, 0, 1, 1), (7, 5), (6, 4)),
        ((17, 9), region(0, 0, 17, 9), (17, 13), (0, 2)),
        ((17, 9), region(3, 1, 7, 8), (7, 8), (0, 0)),
        ((255, 4), region(250, 2, 5, 2), (257, 3), (100, 1)),
        ((5, 5), region(5, 2, 0, 3), (4, 4), (2, 1)),
        ((5, 5), region(2, 5, 3, 0), (4, 4), (0, 4)),
        ((3, 3), region(1, 1, 1, 1), (0, 0), (0, 0)),
    ]
}

#[test]
fn every_pixel_of_a_plane_is_the_one_it_was_or_the_colour() {
    for (source, window, raster, at) in placements() {
        let Ok(placement) = Placement::new(source, window, raster, at) else {
            assert_eq!(raster, (0, 0));
            continue;
        };
        let stride = source.0 + 3;
        // All kinds of bits, NaN with a payload among them.
        let values: Vec<f32> =
            (0..stride * source.1).map(|i| f32::from_bits((i as u32).wrapping_mul(0x9E37_79B1))).collect();
        for rows in [1, 2, raster.1] {
            for first in (0..raster.1).step_by(rows) {
                let range = first..(first + rows).min(raster.1);
                let target_stride = raster.0 + 2;
                let mut target = vec![GUARD; target_stride * range.len() + 8];
                let plane = FloatPlaneMut { values: &mut target, stride: target_stride };
                placement.run(FloatPlane { values: &values, stride }, range.clone(), plane, 0.0625);
                for (line, y) in target.chunks(target_stride).zip(range.clone()) {
                    for (x, found) in line[..raster.0].iter().enumerate() {
                        let from = source_of(window, at, x, y);
                        let expected = from.map_or(0.0625, |(x, y)| values[y * stride + x]);
                        assert_eq!(found.to_bits(), expected.to_bits(), "{placement:?} {x} {y}");
                    }
                    assert!(line[raster.0..].iter().all(|value| *value == GUARD), "written behind a row");
                }
                assert!(target[target_stride * range.len()..].iter().all(|value| *value == GUARD));
            }
        }
    }
}

#[test]
fn packed_pixels_move_whole() {
    for (source, window, raster, at) in placements() {
        let Ok(placement) = Placement::new(source, window, raster, at) else { continue };
        for colour in [&[9u8][..], &[1, 2, 3], &[1, 2, 3, 4, 5, 6, 7, 8]] {
            let pixel = colour.len();
            let (stride, target_stride) = (source.0 * pixel + 1, raster.0 * pixel + 4);
            let bytes: Vec<u8> = (0..stride * source.1).map(|i| ((i * 37) >> 2) as u8).collect();
            let mut target = vec![0xA5; target_stride * raster.1];
            placement.run_packed((&bytes, stride), 0..raster.1, (&mut target, target_stride), colour);
            for (y, line) in target.chunks(target_stride).enumerate() {
                for (x, found) in line[..raster.0 * pixel].chunks(pixel).enumerate() {
                    let from = source_of(window, at, x, y).map(|(x, y)| &bytes[y * stride + x * pixel..][..pixel]);
                    assert_eq!(found, from.unwrap_or(colour), "{placement:?} {x} {y}");
                }
                assert_eq!(line[raster.0 * pixel..], [0xA5; 4]);
            }
        }
    }
}

#[test]
fn pictures_are_centred() {
    let region = |source, raster| Placement::centred(source, raster).unwrap().region();
    // HD at 2.39 has bars of 138 lines.
    assert_eq!(region((1920, 804), (1920, 1080)), Region { x: 0, y: 138, width: 1920, height: 804 });
    assert_eq!(region((1440, 1080), (1920, 1080)), Region { x: 240, y: 0, width: 1440, height: 1080 });
    assert_eq!(region((2, 2), (5, 5)), Region { x: 1, y: 1, width: 2, height: 2 });
}

#[test]
fn what_does_not_fit_is_refused() {
    let region = |x, y, width, height| Region { x, y, width, height };
    let refused = Placement::new((10, 10), region(5, 0, 6, 10), (20, 20), (0, 0)).unwrap_err();
    assert_eq!(refused.to_string(), "window 6x10+5+0 lies outside of the 10x10 source: choose a window within it");
    let refused = Placement::new((10, 10), region(0, 0, 10, 10), (20, 20), (0, 11)).unwrap_err();
    assert_eq!(refused.to_string(), "picture at 10x10+0+11 lies outside of the 20x20 raster: scale or crop it first");
    let huge = Placement::new((10, 10), region(usize::MAX, 0, 2, 2), (20, 20), (0, 0));
    assert!(matches!(huge, Err(PlacementError::OutsideSource { .. })));
    assert!(Placement::centred((21, 5), (20, 20)).is_err());
}

#[test]
fn planes_know_what_they_hold() {
    let values = [0.0; 20];
    let plane = |stride| FloatPlane { values: &values, stride };
    assert!(plane(8).holds(4, 3) && !plane(8).holds(5, 3) && plane(1).holds(20, 1) && plane(3).holds(9, 0));
    assert!(!plane(3).holds(4, 2) && !plane(usize::MAX).holds(1, 3));
    let mut values = [0.0, 1.0, 2.0, 3.0, 4.0];
    let (first, second) = FloatPlaneMut { values: &mut values, stride: 2 }.split_at_row(1);
    assert_eq!((first.values.len(), second.values[0], second.values.len()), (2, 2.0, 3));
}
