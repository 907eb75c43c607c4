//! Parameters of a shader that may change without a new text.

/// A parameter by its name in the text.
#[derive(Debug, Clone, PartialEq)]
pub struct Uniform {
    /// Name in the text.
    pub name: String,
    /// Its type and value.
    pub value: UniformValue,
}

/// Numbers of four bytes each; a truth value is an integer.
#[derive(Debug, Clone, PartialEq)]
pub enum UniformValue {
    /// A number.
    Float(f32),
    /// Three numbers.
    Float3([f32; 3]),
    /// An integer.
    Int(i32),
    /// An array of numbers; its length is part of the text.
    Floats(Vec<f32>),
    /// An array of integers; its length is part of the text.
    Ints(Vec<i32>),
}

impl UniformValue {
    /// The same type, lengths included.
    pub(super) fn has_type_of(&self, other: &Self) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other) && self.words().len() == other.words().len()
    }

    /// The value as words of the parameter block.
    pub(super) fn words(&self) -> Vec<[u8; 4]> {
        let float = |value: &f32| value.to_ne_bytes();
        let int = |value: &i32| value.to_ne_bytes();
        match self {
            Self::Float(value) => vec![float(value)],
            Self::Float3(values) => values.iter().map(float).collect(),
            Self::Int(value) => vec![int(value)],
            Self::Floats(values) => values.iter().map(float).collect(),
            Self::Ints(values) => values.iter().map(int).collect(),
        }
    }
}

impl Uniform {
    pub(super) fn cpp_declaration(&self) -> String {
        let name = &self.name;
        match &self.value {
            UniformValue::Float(_) => format!("float {name};"),
            UniformValue::Float3(_) => format!("float3 {name};"),
            UniformValue::Int(_) => format!("int {name};"),
            UniformValue::Floats(values) => format!("Table<float, {}> {name};", values.len()),
            UniformValue::Ints(values) => format!("Table<int, {}> {name};", values.len()),
        }
    }
}
