//! Slices of ProRes on the simulated GPU, in child processes that find its libraries first.

#[path = "simulator/inside.rs"]
mod inside;
#[expect(dead_code, reason = "other tests use the rest of it")]
mod simulator;

use inside::simulated;
use interneg_kernels::cuda::{
    CudaDevice, CudaError, CudaProres, KeptPicture, KernelCache, Lane, Nvrtc, ProresShape, ProresSlice,
};
use interneg_kernels::prores::{Arrangement, Quantiser, Scan, Weights};
use interneg_kernels::{Level, suite};
use std::path::PathBuf;

fn open() -> (CudaDevice, KernelCache) {
    let nvrtc = Nvrtc::load(&[], Some((12, 4))).expect("the simulated compiler is found");
    let kernels = KernelCache::new(nvrtc, std::env::var_os("INTERNEG_TEST_KERNELS").map(PathBuf::from));
    (CudaDevice::open(0).expect("the simulated GPU opens"), kernels)
}

simulated! {
    fn slices_have_the_lengths_and_bytes_of_the_cpu() {
        let (device, kernels) = open();
        // One lane for all, so that its buffers go through all sizes.
        let mut lane = Lane::new(&device).unwrap();
        for case in suite::prores() {
            let (found, expected) = (case.on_gpu(&device, &kernels, &mut lane).unwrap(), case.on_cpu(Level::BASELINE));
            assert_eq!(found.used, expected.used, "{}", case.name);
            let off = found.lengths.iter().zip(&expected.lengths).position(|(found, expected)| found != expected);
            assert_eq!((off, found.lengths.len()), (None, expected.lengths.len()), "{}", case.name);
            assert_eq!(found.some_lengths, expected.some_lengths, "{}", case.name);
            let off = found.slices.iter().zip(&expected.slices).position(|(found, expected)| found != expected);
            assert_eq!((off, found.slices.len()), (None, expected.slices.len()), "{}", case.name);
        }
    }
    fn frames_follow_each_other_on_two_lanes() {
        let (device, kernels) = open();
        let mut lanes = [Lane::new(&device).unwrap(), Lane::new(&device).unwrap()];
        let cases = suite::prores();
        for round in 0..2 {
            for (index, case) in cases[..3].iter().enumerate() {
                let found = case.on_gpu(&device, &kernels, &mut lanes[(index + round) % 2]).unwrap();
                assert!(found == case.on_cpu(Level::BASELINE), "{}", case.name);
            }
        }
    }

    fn planes_that_a_chain_has_left_are_coded() {
        use interneg_kernels::cuda::{Branch, BranchSource, CudaChain};
        use interneg_kernels::{Range, Target, YCbCrTarget};
        let (device, kernels) = open();
        let mut lane = Lane::new(&device).unwrap();
        let case = &suite::passes()[0];
        let (width, height) = (case.coding.width, case.coding.height);
        let target = Target::YCbCr(YCbCrTarget {
            subsampling: interneg_kernels::Subsampling::S422,
            bits: 10,
            range: Range::Legal,
            matrix: interneg_kernels::Matrix3Coefficients::Bt709,
            siting: interneg_kernels::ChromaSiting::Left,
            is_dithered: false,
        });
        let chain = |kept: &[usize]| {
            let source = BranchSource::Window { x: 0, y: 0, width, height };
            let (targets, kept) = (vec![Target::HalfBgr, target], kept.to_vec());
            let branch = Branch { source, rows: 0..height, margins: (0, 0), steps: Vec::new(), targets, kept };
            CudaChain::new(&device, &kernels, &case.coding, &[], &[branch]).unwrap()
        };
        let weights = Weights::new(&[4; 64], Scan::Progressive, 10).unwrap();
        let macroblocks = |row| (0..width.div_ceil(16)).map(move |column| ProresSlice { picture: 0, column, row, macroblocks: 1 });
        let slices: Vec<ProresSlice> = (0..height.div_ceil(16)).flat_map(macroblocks).collect();
        let chroma = Arrangement::HalfChroma;
        let weights = [&weights; 2];
        let shape = ProresShape { size: (width, height), bits: 10, chroma, first_lines: &[0], slices: &slices, weights };
        let prores = CudaProres::new(&device, &kernels, &shape).unwrap();
        let quantisers = [2, 9].map(Quantiser::of_step);

        let back = chain(&[]);
        back.submit(&mut lane, &case.picture()).unwrap();
        let planes = back.finish(&mut lane).unwrap().packed(0, 1).planes.map(<[u8]>::to_vec);
        let sizes = [width, width.div_ceil(2), width.div_ceil(2)].map(|columns| (columns, height));
        let brought = KeptPicture::bring(&device, &mut lane, planes.each_ref().map(Vec::as_slice), sizes, 10).unwrap();
        let expected = prores.begin(&mut lane, &brought).unwrap().lengths(1, &quantisers).unwrap();

        let stays = chain(&[1]);
        assert!(stays.kept(0, 0).is_none());
        stays.submit(&mut lane, &case.picture()).unwrap();
        let picture = stays.kept(0, 1).unwrap();
        let found = prores.begin(&mut lane, &picture).unwrap().lengths(1, &quantisers).unwrap();
        assert_eq!(found, expected);
        // A slice of nothing has 16 bytes or fewer.
        assert!(found.iter().any(|bytes| *bytes > 30), "{found:?}");
    }

    fn what_the_kernels_take_for_granted_is_checked("DEVICES" = "2") {
        let (device, kernels) = open();
        let weights = Weights::new(&[4; 64], Scan::Progressive, 10).unwrap();
        let slices = [ProresSlice { picture: 0, column: 0, row: 0, macroblocks: 2 }];
        let shape = ProresShape {
            size: (32, 16),
            bits: 10,
            chroma: Arrangement::HalfChroma,
            first_lines: &[0],
            slices: &slices,
            weights: [&weights; 2],
        };
        let told = |shape: &ProresShape<'_>| match CudaProres::new(&device, &kernels, shape).unwrap_err() {
            CudaError::Size { what, .. } => what,
            other => panic!("{other:?}"),
        };
        let slice = |change: fn(&mut ProresSlice)| {
            let mut slices = slices;
            change(&mut slices[0]);
            told(&ProresShape { slices: &slices, ..shape })
        };
        assert_eq!(slice(|slice| slice.picture = 1), "the picture of a slice");
        assert_eq!(slice(|slice| slice.macroblocks = 3), "the width of a slice");
        assert_eq!(slice(|slice| slice.column = 2), "the column of a slice");
        assert_eq!(slice(|slice| slice.row = 1), "the row of a slice");
        assert_eq!(told(&ProresShape { bits: 7, ..shape }), "the depth of ProRes samples");
        assert_eq!(told(&ProresShape { bits: 12, ..shape }), "the depth of ProRes weights");
        assert_eq!(told(&ProresShape { first_lines: &[], ..shape }), "the list of a frame's pictures");
        assert_eq!(told(&ProresShape { first_lines: &[2, 0], ..shape }), "the first line of a picture");
        assert_eq!(told(&ProresShape { size: (1 << 32, 16), ..shape }), "a side of the picture");
        let many = vec![ProresSlice { macroblocks: 8, ..slices[0] }; 1 << 20];
        assert_eq!(told(&ProresShape { slices: &many, ..shape }), "the list of a frame's blocks");

        let prores = CudaProres::new(&device, &kernels, &shape).unwrap();
        let mut lane = Lane::new(&device).unwrap();
        let [luma, chroma] = [vec![7; 32 * 16 * 2], vec![9; 16 * 16 * 2]];
        let mut bring = |sizes: [(usize, usize); 3], bits| {
            let bytes = |(columns, rows): (usize, usize)| &luma[..columns * rows * if bits == 8 { 1 } else { 2 }];
            KeptPicture::bring(&device, &mut lane, sizes.map(bytes), sizes, bits).unwrap()
        };
        let good = [(32, 16), (16, 16), (16, 16)];
        let wrong = [
            bring([(32, 16), (32, 16), (16, 16)], 10),
            bring([(32, 15), (16, 16), (16, 16)], 10),
            bring(good, 12),
        ];
        for (picture, expected) in
            wrong.iter().zip(["a line of a kept plane", "the list of a kept plane's lines", "the depth of a kept picture"])
        {
            let refused = prores.begin(&mut lane, picture).unwrap_err();
            assert!(matches!(refused, CudaError::Size { what, .. } if what == expected), "{refused:?}");
        }
        let picture = KeptPicture::bring(&device, &mut lane, [&luma, &chroma, &chroma], good, 10).unwrap();
        let mut elsewhere = Lane::new(&CudaDevice::open(1).unwrap()).unwrap();
        let refused = prores.begin(&mut elsewhere, &picture).unwrap_err();
        assert!(matches!(refused, CudaError::OtherDevice { .. }), "{refused:?}");

        use interneg_kernels::cuda::ProresTask;
        let quantiser = Quantiser::FINEST;
        let lengths = prores.begin(&mut lane, &picture).unwrap().lengths(1, &[quantiser]).unwrap();
        let task = ProresTask { quantiser, first_byte: 3, bytes: 6 + lengths[0] as usize };
        let mut write = |is_counted: bool, tasks: &[ProresTask], bytes| {
            let mut frame = prores.begin(&mut lane, &picture).unwrap();
            if is_counted {
                frame.lengths(1, &[]).unwrap();
            }
            frame.write(tasks, bytes).map(<[u8]>::to_vec)
        };
        let end = task.first_byte + task.bytes;
        let whole = write(true, &[task], end + 5).unwrap();
        assert_eq!((whole.len(), &whole[..5], &whole[end..]), (end + 5, &[0, 0, 0, 48, 1][..], &[0; 5][..]));
        let longer = ProresTask { bytes: task.bytes + 1, ..task };
        let shorter = ProresTask { bytes: task.bytes - 1, ..task };
        let huge = ProresTask { bytes: 50_000, ..task };
        for (is_counted, tasks, bytes, expected) in [
            (false, &[task][..], end, "the coefficients of a frame that was not counted"),
            (true, &[], end, "the list of slices to write"),
            (true, &[task], end - 1, "the place of a slice"),
            (true, &[huge], 1 << 20, "a slice"),
            (true, &[longer], 1 << 20, "the list of slices that differ from their lengths"),
            (true, &[shorter], end - 1, "the list of slices that differ from their lengths"),
        ] {
            let refused = write(is_counted, tasks, bytes).unwrap_err();
            assert!(matches!(refused, CudaError::Size { what, .. } if what == expected), "{expected}: {refused:?}");
        }
    }

    fn a_frame_without_room_is_told("MEMORY" = "100000") {
        let (device, kernels) = open();
        // 208 by 50 of 4:2:2 are 416 blocks: 106 496 bytes of coefficients alone.
        let refused = suite::prores()[0].on_gpu(&device, &kernels, &mut Lane::new(&device).unwrap()).unwrap_err();
        assert!(refused.is_out_of_memory(), "{refused:?}");
    }

    fn a_lost_gpu_is_told("LOSE_AT" = "2") {
        let (device, kernels) = open();
        let refused = suite::prores()[0].on_gpu(&device, &kernels, &mut Lane::new(&device).unwrap()).unwrap_err();
        assert!(refused.is_device_lost(), "{refused:?}");
    }
}
