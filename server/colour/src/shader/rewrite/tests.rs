//! Each rule of the rewriter, and what it refuses.

use super::*;

/// A function of this body, rewritten; without the words around it.
fn body(statement: &str) -> String {
    let rewritten = rewrite(&format!("float f(float3 v, float4 w)\n{{ {statement} }}")).unwrap();
    let before = "INTERNEG_SHADER_FUNCTION float f(float3 v, float4 w) const\n{ ";
    rewritten.body.strip_prefix(before).unwrap().strip_suffix(" }\n").unwrap().to_owned()
}

/// What is unknown about a function of this body.
fn refused(statement: &str) -> (&'static str, String) {
    match rewrite(&format!("float f(float3 v) {{ {statement} }}")) {
        Err(NoShader::Unknown { what, text, .. }) => (what, text),
        other => panic!("{statement}: {other:?}"),
    }
}

#[test]
fn literals_are_of_single_precision() {
    assert_eq!(body("return 1. + .5e-3 * 2.0f - 3 + 1e5;"), "return 1.f + .5e-3f * 2.0f - 3 + 1e5f;");
    assert_eq!(body("return v[0] + 4.f;"), "return v[0] + 4.f;");
}

#[test]
fn swizzles_are_members() {
    assert_eq!(body("return v.r + w.rgb.b + v.gbr.x + w.a;"), "return v.x + w.xyz().z + v.yzx().x + w.w;");
    assert_eq!(body("w.rgb = v.zyx; v.rg = w.xy;"), "w.xyz() = v.zyx(); v.xy() = w.xy();");
}

#[test]
fn casts_to_int_are_calls() {
    assert_eq!(body("int i = (int)(v.r) + 1;"), "int i = to_int(v.x) + 1;");
    assert_eq!(body("int i = ( int ) (max(v.r, 0.));"), "int i = to_int(max(v.x, 0.f));");
    assert_eq!(body("int i = int(v.r);"), "int i = to_int(v.x);");
    assert_eq!(body("float a = float (363) + float(0);"), "float a = float (363) + float(0);");
}

#[test]
fn parameters_lose_their_direction() {
    let rewritten = rewrite("void f(in float x, inout float3 y, out int z) { y.r = x; }").unwrap();
    let expected = "INTERNEG_SHADER_FUNCTION void f( float x, float3 & y, int & z) const\n{ y.x = x; }\n";
    assert_eq!(rewritten.body, expected);
}

#[test]
fn constants_of_functions_are_not_static() {
    assert_eq!(body("static const float m = 1. / (0.18 + v.r);"), " const float m = 1.f / (0.18f + v.x);");
}

#[test]
fn tables_textures_and_uniforms_leave_the_text() {
    let text = "
        // Declaration of all textures
        Texture1D ocio_a;
        SamplerState ocio_aSampler;
        Texture3D ocio_b;
        SamplerState ocio_bSampler;
        uniform float k;
        uniform float3 c;
        uniform bool flag;
        uniform int offsets[8];
        uniform float knots[60];
        static const float ocio_t[3] = {1., -2.5e-5, 3};
        static const int ocio_n[2] = {0,-1};
        float g(float x) { return ocio_a.Sample(ocio_aSampler, (x + 0.5) / 363.).r * ocio_t[2]; }";
    let rewritten = rewrite(text).unwrap();
    let textures = [("ocio_a".to_owned(), Dimensions::One), ("ocio_b".to_owned(), Dimensions::Three)];
    assert_eq!(rewritten.textures, textures);
    let uniforms = [
        ("k", UniformType::Float),
        ("c", UniformType::Float3),
        ("flag", UniformType::Int),
        ("offsets", UniformType::Ints(8)),
        ("knots", UniformType::Floats(60)),
    ];
    assert_eq!(rewritten.uniforms, uniforms.map(|(name, of)| (name.to_owned(), of)));
    let tables = "INTERNEG_SHADER_TABLE Table<float, 3> ocio_t = {{1.f, -2.5e-5f, 3}};\n\
                  INTERNEG_SHADER_TABLE Table<int, 2> ocio_n = {{0, -1}};\n";
    assert_eq!(rewritten.hoisted, tables);
    assert!(rewritten.body.contains("{ return ocio_a.sample( (x + 0.5f) / 363.f).x * ocio_t[2]; }"), "{rewritten:?}");
}

#[test]
fn functions_call_each_other_and_no_others() {
    let text = "float one(float x) { return two(x); } float two(float x) { return pow(abs(x), 2.); }";
    assert!(rewrite(text).is_ok());
    assert_eq!(refused("return rsqrt(v.r);"), ("the function", "rsqrt".to_owned()));
    assert_eq!(refused("return ocio_other(v.r);"), ("the function", "ocio_other".to_owned()));
}

#[test]
fn unknown_constructs_are_errors() {
    assert_eq!(refused("return v.rrr;"), ("the member", "rrr".to_owned()));
    assert_eq!(refused("double x = v.r;"), ("the word", "double".to_owned()));
    assert_eq!(refused("switch (1) {}"), ("the word", "switch".to_owned()));
    assert_eq!(refused("return 1u;"), ("the number", "1u".to_owned()));
    assert_eq!(refused("return 1.0h;"), ("the number", "1.0h".to_owned()));
    assert_eq!(refused("return 0x10;"), ("the number", "0x10".to_owned()));
    assert_eq!(refused("return 1.5.5;"), ("the number", "1.5.5".to_owned()));
    assert_eq!(refused("return (int)v.r;"), ("a cast without parentheses of", "v".to_owned()));
    assert_eq!(refused("return t.Sample(s);"), ("before its time", ")".to_owned()));
    assert_eq!(refused("return t.SampleLevel(s, 0., 0.);"), ("the member", "SampleLevel".to_owned()));
    for text in [
        "uniform float2 k;",
        "uniform float4x4 m;",
        "uniform float k[n];",
        "static const float3 t[1] = {float3(1., 2., 3.)};",
        "static const float t = 1.;",
        "static float t[1] = {1.};",
        "static const float t[1] = {pow(1., 2.)};",
        "cbuffer globals { float k; };",
        "Texture2DArray t;",
        "Texture1D t : register(t0);",
        "StructuredBuffer<float> b;",
        "float f(float x) { return x;",
        "float f(float x",
        "float f(float x);",
        "float k = 1.;",
        "half f(half x) { return x; }",
        "#pragma pack\nfloat f(float x) { return x; }",
        "}",
    ] {
        assert!(matches!(rewrite(text), Err(NoShader::Unknown { .. })), "{text}: {:?}", rewrite(text));
    }
}

#[test]
fn the_line_is_named() {
    let Err(NoShader::Unknown { line, .. }) = rewrite("float f(float3 v)\n{\n  return v.q;\n}") else {
        panic!("v.q is known");
    };
    assert_eq!(line, 3);
}
