use super::*;

fn filled(order: ByteOrder) -> Header {
    let mut header = Header::undefined(order);
    header.image_offset_bytes = Some(2048);
    header.version = "V2.0".into();
    header.file_bytes = Some(2132);
    header.ditto_key = Some(1);
    header.generic_bytes = Some(GENERIC_BYTES);
    header.industry_bytes = Some(INDUSTRY_BYTES);
    header.user_bytes = Some(0);
    header.file_name = "a.0001.dpx".into();
    header.width = Some(7);
    header.height = Some(3);
    header.element_count = Some(1);
    header.elements[0].bits = Some(10);
    header.elements[0].description = "S-Log3 S-Gamut3.Cine".into();
    header.source.device = "C003R3EF".into();
    header.film.rate_fps = Some(f32::from_bits(0x41BF_CEE6));
    header.television.timecode = Some(0x0102_0304);
    header.television.analogue[6] = Some(0.5);
    header
}

#[test]
fn first_bytes_are_the_golden_ones() {
    let mut bytes = vec![0xAA; HEADER_BYTES];
    filled(ByteOrder::Big).write(&mut bytes);
    let golden: [u8; 36] = [
        0x53, 0x44, 0x50, 0x58, 0x00, 0x00, 0x08, 0x00, 0x56, 0x32, 0x2e, 0x30, 0, 0, 0, 0, 0x00, 0x00, 0x08, 0x54, 0,
        0, 0, 1, 0, 0, 0x06, 0x80, 0, 0, 0x01, 0x80, 0, 0, 0, 0,
    ];
    assert_eq!(bytes[..36], golden);
    assert_eq!(bytes[1920..1924], [1, 2, 3, 4]);
    assert_eq!(bytes[1724..1728], [0x41, 0xBF, 0xCE, 0xE6]);
    assert_eq!(bytes[660..664], [0xff; 4], "undefined is all ones");
    assert_eq!(bytes[664..768], [0; 104], "reserved is zero");
}

#[test]
fn both_byte_orders_come_back_as_written() {
    for order in [ByteOrder::Big, ByteOrder::Little] {
        let mut bytes = vec![0; HEADER_BYTES];
        filled(order).write(&mut bytes);
        assert_eq!(Header::parse(&bytes), Ok(filled(order)));
    }
}

#[test]
fn fields_beyond_the_declared_lengths_are_undefined() {
    let mut header = filled(ByteOrder::Big);
    header.industry_bytes = Some(0);
    let mut bytes = vec![0; HEADER_BYTES];
    header.write(&mut bytes);
    let read = Header::parse(&bytes).unwrap();
    assert_eq!(read.television, Television::default());
    assert_eq!(read.film, Film::default());
    assert_eq!(read.source.device, "C003R3EF");

    // A picture that begins inside the industry sections leaves only what lies before it.
    header.industry_bytes = Some(INDUSTRY_BYTES);
    header.image_offset_bytes = Some(1664);
    header.write(&mut bytes);
    assert_eq!(Header::parse(&bytes).unwrap().television.timecode, None);
}

#[test]
fn short_and_foreign_bytes_are_named() {
    assert!(matches!(Header::parse(b"MIME-Version"), Err(HeaderError::Magic(_))));
    let mut bytes = vec![0; HEADER_BYTES];
    filled(ByteOrder::Little).write(&mut bytes);
    for length in 0..GENERIC_BYTES as usize {
        assert!(
            matches!(Header::parse(&bytes[..length]), Err(HeaderError::Field { field: "file size", .. })),
            "{length}"
        );
    }
    bytes[24..28].copy_from_slice(&100u32.to_le_bytes());
    assert!(matches!(
        Header::parse(&bytes),
        Err(HeaderError::Field { field: "generic header length", found: 100, .. })
    ));
}
