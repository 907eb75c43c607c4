//! The FFmpeg calls and fields that ffmpeg-next has no safe wrapper for. No other file of `encode` is unsafe.
#![expect(unsafe_code, reason = "FFmpeg calls and struct fields without a safe wrapper in ffmpeg-next")]

use ffmpeg_next::codec::Context;
use ffmpeg_next::frame::Video as Picture;
use ffmpeg_next::{Error, ffi};
use std::ffi::{CString, c_int};

/// Sets an option of the context or of its encoder. Unlike a dictionary given to `avcodec_open2`, it does not overlook
/// options that nobody knows.
pub(super) fn set_option(context: &mut Context, name: &str, value: &str) -> Result<(), Error> {
    let text = |text: &str| CString::new(text).map_err(|_| Error::Other { errno: 22 });
    let (name, value) = (text(name)?, text(value)?);
    // SAFETY: a context begins with its class, as FFmpeg's options ask for, and nobody else holds it; the texts are C
    // strings that live through the call.
    let status = unsafe {
        let target = context.as_mut_ptr().cast();
        ffi::av_opt_set(target, name.as_ptr(), value.as_ptr(), ffi::AV_OPT_SEARCH_CHILDREN)
    };
    if status < 0 { Err(Error::from(status)) } else { Ok(()) }
}

/// Marks a picture as two fields.
pub(super) fn set_fields(picture: &mut Picture, is_interlaced: bool, is_top_first: bool) {
    // SAFETY: the picture owns a valid frame that nobody else holds.
    unsafe {
        let frame = picture.as_mut_ptr();
        (*frame).interlaced_frame = c_int::from(is_interlaced);
        (*frame).top_field_first = c_int::from(is_top_first);
    }
}

/// Whether the memory of a picture belongs to it alone, so that it may be written to.
pub(super) fn is_writable(picture: &mut Picture) -> bool {
    // SAFETY: the picture owns a valid frame.
    unsafe { ffi::av_frame_is_writable(picture.as_mut_ptr()) > 0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ffmpeg_next::encoder;

    #[test]
    fn options_that_nobody_knows_are_errors() {
        let mut context = Context::new_with_codec(encoder::find_by_name("prores_ks").unwrap());
        assert!(set_option(&mut context, "profile", "hq").is_ok());
        assert!(set_option(&mut context, "profile", "best").is_err());
        assert!(set_option(&mut context, "dnx", "1").is_err());
    }
}
