//! Whoever reads only the contract must find the meaning and the unit of everything in it.

use interneg_proto::v1::FILE_DESCRIPTOR_SET;
use prost::Message;
use prost_types::{DescriptorProto, EnumDescriptorProto, FileDescriptorProto, FileDescriptorSet};
use std::collections::HashSet;

/// Names with their paths in `SourceCodeInfo`: descriptor.proto numbers the lists that hold them.
type Named = Vec<(String, Vec<i32>)>;

fn child(path: &[i32], list: i32, index: usize) -> Vec<i32> {
    let index = i32::try_from(index).expect("a contract of this size");
    [path, &[list, index]].concat()
}

fn add_enum(found: &mut Named, parent: &str, path: Vec<i32>, declared: &EnumDescriptorProto) {
    let name = format!("{parent}.{}", declared.name());
    for (index, value) in declared.value.iter().enumerate() {
        found.push((format!("{name}.{}", value.name()), child(&path, 2, index)));
    }
    found.push((name, path));
}

fn add_message(found: &mut Named, parent: &str, path: Vec<i32>, declared: &DescriptorProto) {
    let name = format!("{parent}.{}", declared.name());
    for (index, field) in declared.field.iter().enumerate() {
        found.push((format!("{name}.{}", field.name()), child(&path, 2, index)));
    }
    for (index, nested) in declared.nested_type.iter().enumerate() {
        add_message(found, &name, child(&path, 3, index), nested);
    }
    for (index, nested) in declared.enum_type.iter().enumerate() {
        add_enum(found, &name, child(&path, 4, index), nested);
    }
    found.push((name, path));
}

fn declarations(file: &FileDescriptorProto) -> Named {
    let (mut found, package) = (Named::new(), file.package());
    for (index, message) in file.message_type.iter().enumerate() {
        add_message(&mut found, package, child(&[], 4, index), message);
    }
    for (index, declared) in file.enum_type.iter().enumerate() {
        add_enum(&mut found, package, child(&[], 5, index), declared);
    }
    for (index, service) in file.service.iter().enumerate() {
        let path = child(&[], 6, index);
        for (index, method) in service.method.iter().enumerate() {
            found.push((format!("{package}.{}.{}", service.name(), method.name()), child(&path, 2, index)));
        }
        found.push((format!("{package}.{}", service.name()), path));
    }
    found
}

#[test]
fn everything_is_explained() {
    let set = FileDescriptorSet::decode(FILE_DESCRIPTOR_SET).expect("our own descriptors");
    let ours: Vec<&FileDescriptorProto> = set.file.iter().filter(|file| file.package() == "interneg.v1").collect();
    let mut checked = 0;
    for file in &ours {
        let info = file.source_code_info.as_ref().expect("comments are kept");
        let explained: HashSet<&[i32]> = info
            .location
            .iter()
            .filter(|location| location.leading_comments().trim().len() > 1)
            .map(|location| location.path.as_slice())
            .collect();
        let declared = declarations(file);
        checked += declared.len();
        let silent: Vec<&String> =
            declared.iter().filter(|(_, path)| !explained.contains(path.as_slice())).map(|(name, _)| name).collect();
        assert!(silent.is_empty(), "{}: no comment at {silent:?}", file.name());
    }
    assert!(ours.len() == 13 && checked > 300, "{} files, {checked} declarations", ours.len());
}

#[test]
fn an_enum_begins_with_unspecified() {
    let set = FileDescriptorSet::decode(FILE_DESCRIPTOR_SET).expect("our own descriptors");
    let ours = set.file.iter().filter(|file| file.package() == "interneg.v1");
    let enums = ours.flat_map(|file| {
        file.enum_type.iter().chain(file.message_type.iter().flat_map(|message| message.enum_type.iter()))
    });
    let firsts: Vec<&str> = enums.filter_map(|declared| Some(declared.value.first()?.name())).collect();
    assert!(firsts.len() > 5 && firsts.iter().all(|name| name.ends_with("_UNSPECIFIED")), "{firsts:?}");
}
