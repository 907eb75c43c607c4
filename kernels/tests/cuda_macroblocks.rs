//! Macroblocks on a GPU under the simulated driver and compiler: all that a picture becomes, and what is refused.

#[path = "simulator/inside.rs"]
mod inside;
#[expect(dead_code, reason = "tests of every kernel look at broken libraries, these do not")]
mod simulator;

use inside::simulated;
use interneg_kernels::cuda::{
    CudaDevice, CudaError, KeptLines, KeptPicture, KernelCache, Lane, MacroblockOrder, Nvrtc, Slot,
};
use interneg_kernels::{Level, suite};
use std::path::PathBuf;

fn open() -> (CudaDevice, KernelCache) {
    let nvrtc = Nvrtc::load(&[], Some((12, 4))).expect("the simulated compiler is found");
    let kernels = KernelCache::new(nvrtc, std::env::var_os("INTERNEG_TEST_KERNELS").map(PathBuf::from));
    (CudaDevice::open(0).expect("the simulated GPU opens"), kernels)
}

simulated! {
    fn every_picture_becomes_what_a_cpu_makes_of_it() {
        let (device, kernels) = open();
        // One lane for all, so that its buffers go through all sizes.
        let mut lane = Lane::new(&device).unwrap();
        for case in suite::macroblocks() {
            let found = case.on_gpu(&device, &kernels, &mut lane).unwrap();
            for level in Level::available() {
                let expected = case.on_cpu(level);
                assert_eq!(found.above, expected.above, "{}", case.name);
                assert_eq!(found.sample, expected.sample, "{}", case.name);
                assert!(found.block_bits == expected.block_bits, "{}: bits of blocks", case.name);
                assert!(found.block_errors == expected.block_errors, "{}: errors of blocks", case.name);
                assert!(found.bits == expected.bits, "{}: bits", case.name);
                assert!(found.errors == expected.errors, "{}: errors", case.name);
                assert!(found.rows == expected.rows, "{}: rows", case.name);
                assert_eq!(found.differing(&expected).1, 0, "{}", case.name);
            }
        }
    }

    fn what_is_wrong_is_refused_by_name() {
        let (device, kernels) = open();
        let mut lane = Lane::new(&device).unwrap();
        let cases = suite::macroblocks();
        let (case, other) = (&cases[0], &cases[1]);
        let encoder = case.encoder(&device, &kernels).unwrap();
        let size_of = |error: CudaError| match error {
            CudaError::Size { what, .. } => what,
            other => panic!("{other}"),
        };
        let kept = case.bring(&device, &mut lane).unwrap();
        let mut refused = |kept: &KeptPicture, lines| size_of(encoder.picture(&mut lane, kept, lines).unwrap_err());
        assert_eq!(refused(&kept, KeptLines { first: 0, step: 2 }), "a plane of the picture");
        assert_eq!(refused(&kept, KeptLines { first: 1, step: 1 }), "a plane of the picture");
        assert_eq!(refused(&kept, KeptLines { first: 0, step: 0 }), "steps between lines");
        let larger = other.bring(&device, &mut lane).unwrap();
        let mut refused = |kept: &KeptPicture, lines| size_of(encoder.picture(&mut lane, kept, lines).unwrap_err());
        assert_eq!(refused(&larger, KeptLines::ALL), "a line of the picture");
        let deeper =
            cases.iter().find(|case| case.name.contains("10 bits")).unwrap().bring(&device, &mut lane).unwrap();
        let mut refused = |kept: &KeptPicture, lines| size_of(encoder.picture(&mut lane, kept, lines).unwrap_err());
        assert_eq!(refused(&deeper, KeptLines::ALL), "a sample of the picture");

        let kept = case.bring(&device, &mut lane).unwrap();
        let mut picture = encoder.picture(&mut lane, &kept, KeptLines::ALL).unwrap();
        assert_eq!(size_of(picture.sample(0, &[1]).unwrap_err()), "a sample of blocks");
        assert_eq!(size_of(picture.sample(1, &[]).unwrap_err()), "a sample of blocks");
        let [first, second] = case.quantisers();
        let measured = picture.measure((first, Slot::First), Some((second, Slot::Second))).unwrap();
        let (bytes, orders) = case.orders([measured.bits(0), measured.bits(1)]);
        let mut refused =
            |bytes, orders: &[MacroblockOrder]| size_of(picture.write(bytes, orders.iter().copied()).unwrap_err());
        assert_eq!(refused(bytes + 1, &orders), "what is written");
        assert_eq!(refused(usize::MAX & !3, &orders), "what is written");
        assert_eq!(refused(bytes, &orders[1..]), "orders of macroblocks");
        // Bits that have nowhere to go, and another quantiser than was measured, are found out by the GPU.
        assert_eq!(refused(bytes - 4, &orders), "blocks of other lengths than were measured");
        let mut coarser = orders.clone();
        coarser[5].quantiser += 9;
        assert_eq!(refused(bytes, &coarser), "blocks of other lengths than were measured");
        assert_eq!(picture.write(bytes, orders.into_iter()).unwrap(), case.on_cpu(Level::BASELINE).rows);
    }
}
