//! The FFmpeg calls and fields that ffmpeg-next has no safe wrapper for. No other file of `movie` is unsafe.
#![expect(unsafe_code, reason = "FFmpeg calls and struct fields without a safe wrapper in ffmpeg-next")]

use ffmpeg_next::format::context::Input;
use ffmpeg_next::packet::Ref as _;
use ffmpeg_next::{Dictionary, DictionaryRef, Error, Packet, Stream, decoder, ffi};
use std::ffi::{CStr, CString, c_char, c_int};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

/// One sample of a stream as the container's index has it.
#[derive(Debug, Clone, Copy)]
pub(super) struct IndexEntry {
    /// Where the sample begins in the file.
    pub offset_bytes: i64,
    /// Length of the sample.
    pub size_bytes: u64,
    /// Decoding time in the stream's time base.
    pub timestamp: i64,
    /// The sample is decoded but not shown (it lies outside the edit list).
    pub is_hidden: bool,
}

/// Fields of a stream that ffmpeg-next does not hand out.
#[derive(Debug, Clone)]
pub(super) struct StreamFacts {
    pub codec: String,
    pub profile: Option<String>,
    pub tag: u32,
    /// `AVFieldOrder` as a number: 0 unknown, 1 progressive, 2 to 5 interlaced.
    pub field_order: i32,
    pub bits_per_raw_sample: i32,
    pub bits_per_coded_sample: i32,
    pub sample_rate_hz: i32,
    pub channels: i32,
    pub extradata: Vec<u8>,
    pub pixel_aspect: (i32, i32),
}

/// Opens `path` with exactly this demuxer and reads the stream headers.
///
/// `options` go to the demuxer, `codec_options` to the decoders that FFmpeg opens while it looks at the streams.
pub(super) fn open_input(
    path: &Path,
    demuxer: &CStr,
    options: &[(&str, &str)],
    codec_options: &[(&str, &str)],
) -> Result<Input, Error> {
    let mut url = b"file:".to_vec();
    url.extend_from_slice(path.as_os_str().as_bytes());
    let url = CString::new(url).map_err(|_| Error::Other { errno: 22 })?;
    // SAFETY: the name is a C string; the result points to static data or is null, which is checked.
    let format = unsafe { ffi::av_find_input_format(demuxer.as_ptr()) };
    if format.is_null() {
        return Err(Error::DemuxerNotFound);
    }
    let mut context = std::ptr::null_mut();
    // SAFETY: all pointers are valid for the call; the dictionary is taken back and freed; on failure FFmpeg frees
    // the context and leaves it null, on success `Input` owns it.
    let input = unsafe {
        let mut dictionary = Dictionary::from_iter(options).disown();
        let status = ffi::avformat_open_input(&raw mut context, url.as_ptr(), format, &raw mut dictionary);
        drop(Dictionary::own(dictionary));
        if status < 0 {
            return Err(Error::from(status));
        }
        Input::wrap(context)
    };
    // SAFETY: FFmpeg wants one dictionary for each stream that exists now; they are taken back and freed.
    let status = unsafe {
        let mut dictionaries: Vec<_> =
            (0..input.nb_streams()).map(|_| Dictionary::from_iter(codec_options).disown()).collect();
        let status = ffi::avformat_find_stream_info(context, dictionaries.as_mut_ptr());
        for dictionary in dictionaries {
            drop(Dictionary::own(dictionary));
        }
        status
    };
    if status < 0 { Err(Error::from(status)) } else { Ok(input) }
}

/// Makes the demuxer skip the packets of every stream but this one.
pub(super) fn read_only_stream(input: &mut Input, stream_index: usize) {
    for index in 0..input.nb_streams() as usize {
        if index != stream_index {
            // SAFETY: `streams` holds `nb_streams` valid pointers, and nobody else holds the context.
            unsafe { (**(*input.as_mut_ptr()).streams.add(index)).discard = ffi::AVDiscard::AVDISCARD_ALL };
        }
    }
}

/// Positions the demuxer at the key frame at or before `timestamp`, in the stream's time base.
pub(super) fn seek_backward(input: &mut Input, stream_index: usize, timestamp: i64) -> Result<(), Error> {
    let stream = c_int::try_from(stream_index).map_err(|_| Error::StreamNotFound)?;
    // SAFETY: the context is valid and not shared; FFmpeg checks the stream number.
    let status = unsafe { ffi::av_seek_frame(input.as_mut_ptr(), stream, timestamp, ffi::AVSEEK_FLAG_BACKWARD) };
    if status < 0 { Err(Error::from(status)) } else { Ok(()) }
}

/// The container's index of a stream; empty where the demuxer keeps none.
pub(super) fn index_entries(input: &mut Input, stream_index: usize) -> Vec<IndexEntry> {
    if stream_index >= input.nb_streams() as usize {
        return Vec::new();
    }
    // SAFETY: the index was checked against the number of streams, and the pointers live as long as `input`.
    let stream = unsafe { *(*input.as_mut_ptr()).streams.add(stream_index) };
    // SAFETY: `stream` is a valid stream of `input`.
    let count = unsafe { ffi::avformat_index_get_entries_count(stream) };
    (0..count)
        .filter_map(|index| {
            // SAFETY: an entry is null or valid until the next call with this context; it is copied at once.
            let entry = unsafe { ffi::avformat_index_get_entry(stream, index).as_ref() }?;
            Some(IndexEntry {
                offset_bytes: entry.pos,
                size_bytes: u64::try_from(entry.size()).unwrap_or(0),
                timestamp: entry.timestamp,
                is_hidden: entry.flags() & ffi::AVINDEX_DISCARD_FRAME as c_int != 0,
            })
        })
        .collect()
}

/// The packet is decoded but not shown (it lies outside the edit list).
pub(super) fn is_hidden(packet: &Packet) -> bool {
    // SAFETY: the packet is borrowed and whole.
    unsafe { (*packet.as_ptr()).flags & ffi::AV_PKT_FLAG_DISCARD as c_int != 0 }
}

/// All entries of a dictionary. Files hold tags that are no UTF-8; those bytes are replaced.
pub(super) fn tags(dictionary: &DictionaryRef<'_>) -> Vec<(String, String)> {
    let mut tags = Vec::new();
    let mut entry = std::ptr::null();
    loop {
        // SAFETY: the dictionary may be null; `entry` is null or came from this dictionary; keys and values are
        // C strings that live as long as the dictionary.
        unsafe {
            entry = ffi::av_dict_get(dictionary.as_ptr(), c"".as_ptr(), entry, ffi::AV_DICT_IGNORE_SUFFIX);
            let Some(found) = entry.as_ref() else { return tags };
            tags.push((text(found.key).unwrap_or_default(), text(found.value).unwrap_or_default()));
        }
    }
}

/// Fields of a stream's coding.
pub(super) fn stream_facts(stream: &Stream<'_>) -> StreamFacts {
    // SAFETY: a stream has parameters as long as its context lives; `extradata` is null or `extradata_size` long;
    // the enum is read as the number that it is, for files can hold any; the names are static C strings or null.
    unsafe {
        let parameters = &*(*stream.as_ptr()).codecpar;
        let extradata = match usize::try_from(parameters.extradata_size) {
            Ok(size) if !parameters.extradata.is_null() => {
                std::slice::from_raw_parts(parameters.extradata, size).to_vec()
            }
            _ => Vec::new(),
        };
        let aspect = match (*stream.as_ptr()).sample_aspect_ratio {
            ratio if ratio.num > 0 => ratio,
            _ => parameters.sample_aspect_ratio,
        };
        StreamFacts {
            codec: text(ffi::avcodec_get_name(parameters.codec_id)).unwrap_or_default(),
            profile: text(ffi::avcodec_profile_name(parameters.codec_id, parameters.profile)),
            tag: parameters.codec_tag,
            field_order: (&raw const parameters.field_order).cast::<c_int>().read(),
            bits_per_raw_sample: parameters.bits_per_raw_sample,
            bits_per_coded_sample: parameters.bits_per_coded_sample,
            sample_rate_hz: parameters.sample_rate,
            channels: parameters.ch_layout.nb_channels,
            extradata,
            pixel_aspect: (aspect.num, aspect.den),
        }
    }
}

/// Bits of a sample as the bitstream has them; 0 where the decoder does not say.
pub(super) fn significant_bits(decoder: &decoder::Video) -> u8 {
    // SAFETY: an opened decoder has a valid context.
    let bits = unsafe { (*decoder.as_ptr()).bits_per_raw_sample };
    u8::try_from(bits).unwrap_or(0)
}

/// A C string that may be null and need not be UTF-8.
///
/// # Safety
/// `pointer` is null or points to a C string.
unsafe fn text(pointer: *const c_char) -> Option<String> {
    if pointer.is_null() {
        return None;
    }
    // SAFETY: the caller promises a C string.
    Some(unsafe { CStr::from_ptr(pointer) }.to_string_lossy().into_owned())
}
