//! Shaders from operations that no studio configuration has.

use super::*;
use crate::transform::Ends;
use ocio::{ExposureContrastTransform, Lut3DTransform};
use std::sync::Arc;

fn transform(transform: &ocio::Transform, direction: TransformDirection) -> Transform {
    let config = ocio::Config::create_raw();
    let processor = config.get_processor_for_transform(transform, direction).unwrap();
    Transform::new(Arc::new(processor.optimized_cpu_processor(OptimizationFlags::LOSSLESS)), Ends::default())
}

fn cube(edge: usize) -> ocio::Transform {
    let mut cube = Lut3DTransform::new(edge);
    for (index, value) in cube.values.iter_mut().enumerate() {
        *value = value.powf(1.0 + (index % 3) as f32 * 0.2);
    }
    ocio::Transform::Lut3D(cube)
}

#[test]
fn cubes_run_forward_only() {
    let shader = transform(&cube(5), TransformDirection::Forward).shader().unwrap();
    let [texture] = shader.textures() else { panic!("{:?}", shader.textures()) };
    assert_eq!((texture.size, texture.texels.len()), ([5; 3], 500));
    assert_eq!(texture.texels[496..], [1.0, 1.0, 1.0, 0.0]);
    let refused = transform(&cube(5), TransformDirection::Inverse).shader();
    assert_eq!(refused, Err(NoShader::InverseCube));
}

#[test]
fn a_dynamic_property_is_a_uniform() {
    let of = |exposure: f64| {
        let mut exposed = ExposureContrastTransform::default();
        (exposed.exposure, exposed.contrast, exposed.exposure_dynamic) = (exposure, 1.2, true);
        transform(&ocio::Transform::ExposureContrast(exposed), TransformDirection::Forward).shader().unwrap()
    };
    let (first, second) = (of(0.5), of(1.5));
    assert_eq!(first.cpp_struct("a"), second.cpp_struct("a"), "an exposure is no part of the text");
    let [uniform] = first.uniforms() else { panic!("{:?}", first.uniforms()) };
    assert_eq!(uniform.value, UniformValue::Float(0.5));
    let changed = first.with_uniform(&uniform.name, UniformValue::Float(1.5)).unwrap();
    assert_eq!(changed.block(&[]), second.block(&[]));
    assert_ne!(changed.block(&[]), first.block(&[]));
}

#[test]
fn nothing_is_a_shader_too() {
    let config = crate::Config::builtin("studio-config-v2.2.0_aces-v1.3_ocio-v2.4").unwrap();
    let shader = config.transform("ACEScg", "ACEScg").unwrap().shader().unwrap();
    assert_eq!((shader.textures().len(), shader.uniforms().len(), shader.block_bytes()), (0, 0, 4));
}
