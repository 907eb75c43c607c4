//! Names that shader text may use without defining them.

/// Types that values may have.
pub(super) const TYPES: [&str; 8] = ["float", "float2", "float3", "float4", "int", "bool", "float3x3", "float4x4"];

/// Keywords of statements.
pub(super) const STATEMENTS: [&str; 10] =
    ["if", "else", "for", "while", "do", "break", "continue", "return", "true", "false"];

/// Functions of `kernels/device/shader/`.
pub(super) const INTRINSICS: [&str; 33] = [
    "abs", "acos", "all", "any", "asin", "atan", "atan2", "ceil", "clamp", "cos", "cosh", "dot", "exp", "exp2",
    "floor", "fmod", "frac", "length", "lerp", "log", "log10", "log2", "max", "min", "mul", "pow", "sign", "sin",
    "sinh", "sqrt", "step", "tan", "tanh",
];

/// Words that mean something to C++ or to HLSL that the rewriter does not translate.
pub(super) const REFUSED: [&str; 47] = [
    "asm",
    "auto",
    "case",
    "catch",
    "cbuffer",
    "char",
    "class",
    "constexpr",
    "default",
    "delete",
    "discard",
    "double",
    "enum",
    "explicit",
    "export",
    "extern",
    "friend",
    "goto",
    "half",
    "inline",
    "long",
    "matrix",
    "namespace",
    "new",
    "operator",
    "private",
    "protected",
    "public",
    "register",
    "short",
    "signed",
    "sizeof",
    "struct",
    "switch",
    "tbuffer",
    "template",
    "this",
    "throw",
    "try",
    "typedef",
    "typename",
    "uint",
    "union",
    "unsigned",
    "using",
    "virtual",
    "volatile",
];

/// A swizzle as a member of the vectors of `kernels/device/shader/vector.h`.
pub(super) fn member(swizzle: &str) -> Option<&'static str> {
    Some(match swizzle {
        "r" | "x" => ".x",
        "g" | "y" => ".y",
        "b" | "z" => ".z",
        "a" | "w" => ".w",
        "rg" | "xy" => ".xy()",
        "rgb" | "xyz" => ".xyz()",
        "bgr" | "zyx" => ".zyx()",
        "gbr" | "yzx" => ".yzx()",
        _ => return None,
    })
}
