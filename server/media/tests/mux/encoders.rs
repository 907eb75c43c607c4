//! A frame's packet depends on the frame alone, and what cannot be encoded is refused.

use crate::judges::packet_md5;
use crate::material::{HD, Picture, SMALL, description, make_movie, packets, plane_width, samples, track};
use interneg_media::encode::{EncodeError, EncodePlane, EncodePlanes, PictureEncoder, RenditionEncoder};
use interneg_media::mux::{ColourTags, FieldOrder, PictureTrack};
use interneg_spec::proxy::{CodecFamily, EncoderChoice, ProxyCodec, Vendor};
use interneg_spec::{Raster, Rate, SampleRange};
use md5::{Digest, Md5};

/// Pictures that need quantisers far apart: flat, noise, flat again, and where frames are small slopes and weaker noise.
fn mixed_pictures(track: &PictureTrack) -> Vec<Picture> {
    let height = track.raster.height as usize;
    let noisy = |strength: u64| {
        Picture::of(track, 0, move |plane| {
            let mut state = strength + plane as u64;
            (0..plane_width(track, plane) * height)
                .map(|_| {
                    state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                    (512 - strength / 2 + (state >> 33) % (strength + 1)) as u16
                })
                .collect()
        })
    };
    let mut pictures = vec![noisy(0), noisy(880), noisy(0)];
    if track.raster != HD {
        pictures.extend([Picture::new(track, 1, 0), noisy(60), Picture::new(track, 2, 0), noisy(300)]);
    }
    pictures
}

#[test]
fn a_packet_depends_on_its_frame_alone() {
    for codec in ProxyCodec::ALL {
        let track = track(codec);
        let pictures = mixed_pictures(&track);
        let new_encoder = || PictureEncoder::new(&track, Rate::FPS_24).unwrap();
        let mut encoder = new_encoder();
        let forward: Vec<_> = pictures.iter().map(|picture| picture.encode(&mut encoder)).collect();
        let mut backward: Vec<_> = pictures.iter().rev().map(|picture| picture.encode(&mut encoder)).collect();
        backward.reverse();
        assert_eq!(forward, backward, "{codec}: order matters");
        // Two chunks at once, on threads of their own.
        let (first, second) = pictures.split_at(pictures.len() / 2);
        let chunk = |pictures: &[Picture]| {
            let mut encoder = new_encoder();
            pictures.iter().map(|picture| picture.encode(&mut encoder)).collect::<Vec<_>>()
        };
        let chunked = std::thread::scope(|scope| {
            let others = scope.spawn(|| chunk(second));
            [chunk(first), others.join().unwrap()].concat()
        });
        assert_eq!(forward, chunked, "{codec}: chunks matter");
        assert_ne!(forward[0], forward[1], "{codec}");
        assert_eq!(forward[0], forward[2], "{codec}: the same picture, another packet");
    }
}

/// FFmpeg writes luma's weights where it has quantised with chroma's, which differ in Proxy alone.
#[test]
fn frames_say_which_weights_their_chroma_has() {
    for codec in ProxyCodec::ALL.into_iter().filter(|codec| codec.family() == CodecFamily::Prores) {
        let track = track(codec);
        let picture = Picture::new(&track, 0, 0);
        let packet = picture.encode(&mut PictureEncoder::new(&track, Rate::FPS_24).unwrap());
        let header = interneg_media::prores::FrameHeader::parse(&packet).unwrap().0;
        let [luma, chroma] = header.matrices;
        assert_eq!(luma == chroma, codec != ProxyCodec::ProresProxy, "{codec}");
    }
}

/// Packets are the same whatever instructions the processor has, and those that ffmpeg's command line makes with the same
/// options: nothing but the colour is our own, and of Proxy the weights of chroma.
#[test]
fn a_packet_does_not_depend_on_the_processor() {
    for (codec, pixel_format, options) in [
        (ProxyCodec::ProresLt, "yuv422p10le", "-c:v prores_ks -profile:v lt"),
        (ProxyCodec::Prores4444Xq, "yuv444p10le", "-c:v prores_ks -profile:v 4444xq"),
        (ProxyCodec::DnxhrLb, "yuv422p", "-c:v dnxhd -profile:v dnxhr_lb -dct int"),
        (ProxyCodec::DnxhrHqx, "yuv422p10le", "-c:v dnxhd -profile:v dnxhr_hqx -dct int"),
        (ProxyCodec::Dnxhr444, "yuv444p10le", "-c:v dnxhd -profile:v dnxhr_444 -dct int"),
        (ProxyCodec::Dnxhd36, "yuv422p", "-c:v dnxhd -b:v 36M -dct int"),
    ] {
        let track = track(codec);
        let picture = Picture::new(&track, 3, 0);
        let mut encoder = PictureEncoder::new(&track, Rate::FPS_24).unwrap();
        let ours =
            Md5::digest(picture.encode(&mut encoder)).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        let input = format!("-pix_fmt {pixel_format} -s {} -r 24", track.raster);
        let colour = "-vf setparams=color_primaries=bt709:color_trc=bt709:colorspace=bt709";
        let output = format!("{options} -threads 1 -flags bitexact {colour}");
        let raw = picture.planes().planes.map(|plane| plane.bytes).concat();
        assert_eq!(ours, packet_md5(&raw, &input, &output), "{codec}");
    }
}

#[test]
fn an_encoder_can_move_to_another_thread() {
    fn movable<T: Send>() {}
    movable::<PictureEncoder>();
}

#[test]
fn what_lies_behind_a_line_does_not_matter() {
    // 502 pixels end in the middle of a macroblock.
    for codec in [ProxyCodec::ProresLt, ProxyCodec::Prores4444, ProxyCodec::DnxhrSq, ProxyCodec::DnxhrHqx] {
        let track = PictureTrack { raster: Raster { width: 502, height: 278 }, ..track(codec) };
        let mut encoder = PictureEncoder::new(&track, Rate::FPS_24).unwrap();
        let tight = Picture::new(&track, 7, 0).encode(&mut encoder);
        assert_eq!(tight, Picture::new(&track, 7, 26).encode(&mut encoder), "{codec}");
    }
}

#[test]
fn frames_of_dnx_have_the_sizes_of_their_compression_ids() {
    for (codec, raster, bytes) in [
        (ProxyCodec::DnxhrLb, HD, 188_416),
        (ProxyCodec::DnxhrHqx, HD, 917_504),
        (ProxyCodec::Dnxhr444, HD, 1_835_008),
        (ProxyCodec::DnxhrSq, Raster { width: 2048, height: 1080 }, 647_168),
        (ProxyCodec::Dnxhd36, HD, 188_416),
        (ProxyCodec::Dnxhd115, HD, 606_208),
        (ProxyCodec::Dnxhd175, HD, 917_504),
    ] {
        let [packet] = &packets(&PictureTrack { raster, ..track(codec) }, Rate::FPS_25, 0..1)[..] else { panic!() };
        assert_eq!(packet.len(), bytes, "{codec} {raster}");
    }
}

/// Of fields and of 720 lines as well.
#[test]
fn dnxhd_has_an_id_for_fields_and_one_for_720_lines() {
    let small = Raster { width: 1280, height: 720 };
    for (codec, of_fields, of_720_lines, bytes) in
        [(ProxyCodec::Dnxhd115, 1242_u32, 1252_u32, 606_208), (ProxyCodec::Dnxhd175, 1243, 1251, 917_504)]
    {
        let fields = |field_order| PictureTrack { field_order, ..track(codec) };
        for (track, id, count, bytes) in [
            (fields(FieldOrder::TopFirst), of_fields, 2, bytes),
            (fields(FieldOrder::BottomFirst), of_fields, 3, bytes),
            (PictureTrack { raster: small, ..track(codec) }, of_720_lines, 1, bytes / 2),
        ] {
            for rate in [Rate::FPS_24, Rate::FPS_25] {
                let packet = &packets(&track, rate, 0..1)[0];
                assert_eq!(
                    (&packet[40..44], packet[5], packet.len()),
                    (&id.to_be_bytes()[..], count, bytes),
                    "{codec}"
                );
            }
        }
    }
}

/// Rates choose the same compression id under another name; no rate may lead to another one.
#[test]
fn dnxhd_has_a_bit_rate_for_each_rate() {
    let rates = ["24000/1001", "24", "25", "30000/1001", "30", "50", "60000/1001", "60"];
    for (codec, id) in [(ProxyCodec::Dnxhd36, 1253_u32), (ProxyCodec::Dnxhd115, 1237), (ProxyCodec::Dnxhd175, 1238)] {
        let picture = Picture::new(&track(codec), 0, 0);
        for rate in rates {
            let mut encoder = PictureEncoder::new(&track(codec), rate.parse().unwrap()).unwrap();
            assert_eq!(picture.encode(&mut encoder)[40..44], id.to_be_bytes(), "{codec} at {rate}");
        }
        let other = PictureEncoder::new(&track(codec), Rate::new(48, 1).unwrap()).err().unwrap();
        assert!(matches!(other, EncodeError::Rate { .. }), "{other}");
    }
}

#[test]
fn frame_headers_bear_the_colour_that_was_asked_for() {
    let p3_pq = ColourTags { primaries: 12, transfer: 16, matrix: 1 };
    // Its transfer is BT.709's under another number, which ProRes does not have.
    let bt2020 = ColourTags { primaries: 9, transfer: 14, matrix: 9 };
    let srgb = ColourTags { transfer: 13, ..ColourTags::REC709 };
    let told = [(ColourTags::REC709, [1, 1, 1]), (p3_pq, [12, 16, 1]), (bt2020, [9, 1, 9]), (srgb, [1, 2, 1])];
    for (colour, told) in told {
        let packet = &packets(&PictureTrack { colour, ..track(ProxyCodec::Prores422) }, Rate::FPS_24, 0..1)[0];
        assert_eq!(packet[22..25], told);
        // Vendor, then 4:2:2 and progressive, then no aspect and rate, as Apple's encoders write.
        assert_eq!((&packet[12..16], packet[20] & 0xcc, packet[21]), (&b"Lavc"[..], 0x80, 0));
    }
    for (colour, volume) in [(ColourTags::REC709, 0), (bt2020, 1), (p3_pq, 3)] {
        let packet = &packets(&PictureTrack { colour, ..track(ProxyCodec::DnxhrLb) }, Rate::FPS_24, 0..1)[0];
        assert_eq!(packet[0x2c] >> 1 & 3, volume, "{colour:?}");
    }
}

/// Everything but the mark is the same, and it is where the tools that look for it look.
#[test]
fn prores_bears_the_mark_of_apple_where_that_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let own = track(ProxyCodec::ProresHq);
    let apples = PictureTrack { vendor: Vendor::Apple, ..own.clone() };
    for (encoder, mark) in [(EncoderChoice::Interneg, b"intn"), (EncoderChoice::Ffmpeg, b"Lavc")] {
        let [ours, marked] = [&own, &apples].map(|track| {
            let mut encoder = RenditionEncoder::new(track, Rate::FPS_24, encoder, 10).unwrap();
            let mut packet = Vec::new();
            encoder.encode(&Picture::new(track, 0, 0).planes(), &mut packet).unwrap();
            packet
        });
        assert_eq!((&ours[12..16], &marked[12..16]), (&mark[..], &b"apl0"[..]), "{encoder}");
        assert!(ours[..12] == marked[..12] && ours[16..] == marked[16..], "{encoder}");
    }
    let sample_entry_vendor = |track: &PictureTrack| {
        let bytes = std::fs::read(make_movie(folder.path(), &description(track.clone(), Rate::FPS_24, 2))).unwrap();
        let entry = bytes.windows(8).position(|eight| &eight[..4] == b"stsd").unwrap();
        // QuickTime: version, flags and count, then the entry: size, name, 6 bytes, reference, version and revision.
        let vendor = entry + 4 + 8 + 8 + 6 + 2 + 4;
        assert_eq!(&bytes[entry + 16..entry + 20], b"apch");
        bytes[vendor..vendor + 4].to_vec()
    };
    assert_eq!([&own, &apples].map(sample_entry_vendor), [vec![0; 4], b"appl".to_vec()]);
}

#[test]
fn fields_are_marked_in_prores() {
    for (field_order, code) in [(FieldOrder::Progressive, 0), (FieldOrder::TopFirst, 1), (FieldOrder::BottomFirst, 2)] {
        let packet = &packets(&PictureTrack { field_order, ..track(ProxyCodec::ProresLt) }, Rate::FPS_25, 0..1)[0];
        assert_eq!(packet[20] >> 2 & 3, code, "{field_order:?}");
    }
}

fn refusal(track: &PictureTrack) -> String {
    PictureEncoder::new(track, Rate::FPS_24).err().expect("it is refused").to_string()
}

#[test]
fn what_a_codec_cannot_hold_is_refused() {
    let sized = |codec, width, height| PictureTrack { raster: Raster { width, height }, ..track(codec) };
    for (track, part) in [
        (sized(ProxyCodec::ProresProxy, 511, 288), "even width"),
        (sized(ProxyCodec::Prores4444, 8, 288), "at least 16x16"),
        (sized(ProxyCodec::DnxhrLb, 513, 288), "even width"),
        (sized(ProxyCodec::DnxhrLb, 512, 287), "even number of lines"),
        (sized(ProxyCodec::Dnxhr444, 128, 288), "256x120"),
        (sized(ProxyCodec::Dnxhd36, 1280, 720), "1920x1080 only"),
        (sized(ProxyCodec::DnxhrSq, 16_386, 288), "16384"),
        (PictureTrack { range: SampleRange::Full, ..track(ProxyCodec::Prores422) }, "full-range"),
        (sized(ProxyCodec::Dnxhd115, 1440, 1080), "1920x1080 or 1280x720"),
        (PictureTrack { field_order: FieldOrder::TopFirst, ..track(ProxyCodec::Dnxhd36) }, "fields"),
        (PictureTrack { field_order: FieldOrder::TopFirst, ..track(ProxyCodec::DnxhrLb) }, "fields"),
        (PictureTrack { field_order: FieldOrder::TopFirst, ..sized(ProxyCodec::Dnxhd175, 1280, 720) }, "fields"),
        (
            PictureTrack { field_order: FieldOrder::TopFirst, ..sized(ProxyCodec::Prores422, 512, 287) },
            "even number of lines",
        ),
    ] {
        let error = refusal(&track);
        assert!(error.contains(part) && error.contains(track.codec.name()), "{error}");
    }
    // An odd number of lines is nothing to ProRes.
    assert!(!packets(&sized(ProxyCodec::ProresLt, 512, 287), Rate::FPS_24, 0..1)[0].is_empty());
}

#[test]
fn planes_must_be_those_of_the_track() {
    for codec in ProxyCodec::ALL.into_iter().filter(|codec| codec.family() != CodecFamily::Dnxhd) {
        let track = track(codec);
        let mut encoder = PictureEncoder::new(&track, Rate::FPS_24).unwrap();
        let picture = Picture::new(&track, 0, 0);
        let mut packet = Vec::new();
        let twelve = EncodePlanes { bits: 12, ..picture.planes() };
        let error = encoder.encode(&twelve, &mut packet).unwrap_err();
        assert!(matches!(error, EncodeError::Depth { bits: 12, .. }) && error.to_string().contains("at most 10"));
        for plane in 0..3 {
            let mut short = picture.planes();
            let bytes = short.planes[plane].bytes;
            short.planes[plane].bytes = &bytes[..bytes.len() - 1];
            let mut narrow = picture.planes();
            narrow.planes[plane] = EncodePlane { stride_bytes: narrow.planes[plane].stride_bytes - 1, bytes };
            for wrong in [short, narrow] {
                let error = encoder.encode(&wrong, &mut packet).unwrap_err();
                assert!(matches!(error, EncodeError::Plane { plane: found, .. } if found == plane), "{error}");
            }
        }
        if codec.bits() == 10 {
            let high = Picture::of(&track, 0, |plane| {
                let mut samples = samples(0, plane, plane_width(&track, plane), SMALL.height as usize);
                *samples.last_mut().unwrap() = if plane == 2 { 1024 } else { 1023 };
                samples
            });
            let error = encoder.encode(&high.planes(), &mut packet).unwrap_err().to_string();
            assert!(error.contains("plane 2") && error.contains("above 1023"), "{error}");
        }
        encoder.encode(&picture.planes(), &mut packet).unwrap();
        assert_eq!(packet, packets(&track, Rate::FPS_24, 0..1)[0], "{codec}: an error is not remembered");
    }
}
