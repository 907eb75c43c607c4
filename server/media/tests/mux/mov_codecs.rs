//! Every codec in a movie: frames come back, and readers see what was described.

use crate::judges::{ffprobe, streams};
use crate::material::{description, make_movie, number_of, track};
use crate::pictures;
use interneg_media::{ProbeOptions, Scan, probe};
use interneg_spec::proxy::{CodecFamily, ProxyCodec};
use interneg_spec::{Matrix, Rate, SampleRange};

/// Least signal-to-noise ratio of a plane in dB, against full scale. The noise of the pictures has a variance of 1.25 in 10
/// bits, which alone gives 59 dB where a codec loses it. An 8-bit codec whose every second sample is one code off has 51 dB.
/// Swapped chroma planes or blocks in a wrong order leave less than 40 dB.
fn least_psnr_db(codec: ProxyCodec) -> f64 {
    match (codec, codec.bits()) {
        (_, 8) => 53.0,
        (ProxyCodec::ProresProxy | ProxyCodec::ProresLt, _) => 55.0,
        _ => 60.0,
    }
}

/// Pixel format that FFmpeg decodes to, its bits, and the sample description's name.
fn expected_format(codec: ProxyCodec) -> (&'static str, u32, &'static str) {
    match codec {
        ProxyCodec::ProresProxy => ("yuv422p10le", 10, "apco"),
        ProxyCodec::ProresLt => ("yuv422p10le", 10, "apcs"),
        ProxyCodec::Prores422 => ("yuv422p10le", 10, "apcn"),
        ProxyCodec::ProresHq => ("yuv422p10le", 10, "apch"),
        ProxyCodec::Prores4444 => ("yuv444p12le", 12, "ap4h"),
        ProxyCodec::Prores4444Xq => ("yuv444p12le", 12, "ap4x"),
        ProxyCodec::DnxhrHqx => ("yuv422p10le", 10, "AVdh"),
        ProxyCodec::Dnxhr444 => ("yuv444p10le", 10, "AVdh"),
        ProxyCodec::DnxhrLb | ProxyCodec::DnxhrSq | ProxyCodec::DnxhrHq => ("yuv422p", 8, "AVdh"),
        ProxyCodec::Dnxhd36 | ProxyCodec::Dnxhd115 | ProxyCodec::Dnxhd175 => ("yuv422p", 8, "AVdn"),
    }
}

/// What FFmpeg calls the profile, which it reads from the frames of DNx and from the sample description of ProRes.
fn expected_profile(codec: ProxyCodec) -> &'static str {
    match codec {
        ProxyCodec::ProresProxy => "Proxy",
        ProxyCodec::ProresLt => "LT",
        ProxyCodec::Prores422 => "Standard",
        ProxyCodec::ProresHq => "HQ",
        ProxyCodec::Prores4444 => "4444",
        ProxyCodec::Prores4444Xq => "XQ",
        ProxyCodec::DnxhrLb => "DNXHR LB",
        ProxyCodec::DnxhrSq => "DNXHR SQ",
        ProxyCodec::DnxhrHq => "DNXHR HQ",
        ProxyCodec::DnxhrHqx => "DNXHR HQX",
        ProxyCodec::Dnxhr444 => "DNXHR 444",
        _ => "DNXHD",
    }
}

#[test]
fn every_codec_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    for codec in ProxyCodec::ALL {
        let track = track(codec);
        let frames = if codec.family() == CodecFamily::Dnxhd { 3 } else { 14 };
        let description = description(track.clone(), Rate::FPS_23_976, frames);
        let path = make_movie(folder.path(), &description);
        let (pixel_format, bits, tag) = expected_format(codec);

        let seen = ffprobe(&path);
        let [video] = &streams(&seen, "video")[..] else { panic!("{seen}") };
        for (key, wanted) in [
            ("codec_name", if codec.family() == CodecFamily::Prores { "prores" } else { "dnxhd" }),
            ("codec_tag_string", tag),
            ("profile", expected_profile(codec)),
            ("pix_fmt", pixel_format),
            ("nb_frames", &frames.to_string()),
            ("r_frame_rate", "24000/1001"),
            ("avg_frame_rate", "24000/1001"),
            ("sample_aspect_ratio", "1:1"),
            ("field_order", "progressive"),
            ("color_primaries", "bt709"),
            ("color_transfer", "bt709"),
            ("color_space", "bt709"),
            ("color_range", "tv"),
        ] {
            assert_eq!(video[key], wanted, "{codec}: {key}");
        }
        assert_eq!(video["duration_ts"], frames * 1001, "{codec}");
        let [timecode] = &streams(&seen, "data")[..] else { panic!("{seen}") };
        assert_eq!(timecode["tags"]["timecode"], "10:11:12:13", "{codec}");
        assert_eq!(timecode["tags"]["reel_name"], "A001R1AB", "{codec}");

        let pictures = pictures::decoded_pictures(&path, &track, pixel_format, bits);
        assert_eq!(pictures.len() as u64, frames, "{codec}");
        for (frame, picture) in pictures.iter().enumerate() {
            for (plane, psnr_db) in pictures::psnr_db(picture, &track, frame, bits).into_iter().enumerate() {
                println!("{codec} frame {frame} plane {plane}: {psnr_db:.1} dB");
                assert!(psnr_db > least_psnr_db(codec), "{codec} frame {frame} plane {plane}: {psnr_db:.1} dB");
            }
            let luma: Vec<u16> =
                picture[0].iter().map(|sample| (u32::from(*sample) << 4 >> (bits - 6)) as u16).collect();
            assert_eq!(number_of(&luma, track.raster.width as usize), frame, "{codec}");
        }

        let info = probe(&path, &ProbeOptions { max_dimension: 4096, every_frame: true, conform: None }).unwrap();
        assert_eq!((info.rate, info.frame_count, info.raster), (Some(Rate::FPS_23_976), frames, track.raster));
        assert_eq!((info.start_timecode, info.timecode_origin.as_deref()), (description.start, Some("tmcd")));
        assert_eq!((info.reel, info.codec_tag.as_deref()), (description.reel, Some(tag)));
        assert_eq!(
            (info.matrix, info.range, info.scan),
            (Some(Matrix::Bt709), Some(SampleRange::Legal), Scan::Progressive)
        );
        assert_eq!((info.primaries.as_deref(), info.transfer.as_deref()), (Some("bt709"), Some("bt709")));
    }
}
