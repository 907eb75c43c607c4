//! OpenColorIO's HLSL as members of a C++ struct.
//!
//! | HLSL | C++ |
//! |---|---|
//! | `0.5` | `0.5f`: else it would be double precision |
//! | `v.r`, `v.rgb` | `v.x`, `v.xyz()` |
//! | `t.Sample(tSampler, at)` | `t.sample(at)` |
//! | `(int)(x)`, `int(x)` | `to_int(x)`, which is defined for every number |
//! | `in float x`, `inout float x` | `float x`, `float &x` |
//! | `static const float t[3] = {…};` | a `Table<float, 3>` before the struct, whose indices are clamped |
//! | `static const float y = …;` in a function | `const float y = …;` |
//! | `Texture1D`, `uniform` | members, declared by the kernels' `Shader` |
//!
//! Whatever else is not plain C++ as well, or calls a function that nobody defines, is an error, so that a text of a
//! newer OpenColorIO is never half understood.

use super::NoShader;
use super::lex::{Kind, Token, lex};
use super::words::{INTRINSICS, REFUSED, STATEMENTS, TYPES, member};
use interneg_kernels::shader::Dimensions;

/// The parts of a text.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Rewritten {
    /// Tables, to be declared before the struct.
    pub(super) hoisted: String,
    /// Functions of the struct.
    pub(super) body: String,
    /// Textures in the order of the text.
    pub(super) textures: Vec<(String, Dimensions)>,
    /// Uniforms in the order of the text.
    pub(super) uniforms: Vec<(String, UniformType)>,
}

/// Type of a uniform; the lengths are those of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum UniformType {
    Float,
    Float3,
    /// Or a truth value.
    Int,
    Floats(usize),
    Ints(usize),
}

/// Rewrites the text.
pub(super) fn rewrite(text: &str) -> Result<Rewritten, NoShader> {
    let tokens = lex(text)?;
    let functions = function_names(&tokens);
    let mut rewriter = Rewriter { tokens: &tokens, at: 0, functions, out: Rewritten::default() };
    while rewriter.peek().is_some() {
        rewriter.declaration()?;
    }
    Ok(rewriter.out)
}

/// Names that the text defines as functions: outside of all braces, after a type, before a parenthesis.
fn function_names<'a>(tokens: &[Token<'a>]) -> Vec<&'a str> {
    let words: Vec<&Token<'a>> = tokens.iter().filter(|token| token.kind != Kind::Space).collect();
    let mut depth = 0;
    let mut names = Vec::new();
    for window in words.windows(3) {
        match window[0].text {
            "{" => depth += 1,
            "}" => depth -= 1,
            text if depth == 0 && is_type(text) && window[1].kind == Kind::Name && window[2].text == "(" => {
                names.push(window[1].text);
            }
            _ => {}
        }
    }
    names
}

fn is_type(text: &str) -> bool {
    TYPES.contains(&text) || text == "void"
}

struct Rewriter<'a> {
    tokens: &'a [Token<'a>],
    at: usize,
    functions: Vec<&'a str>,
    out: Rewritten,
}

impl<'a> Rewriter<'a> {
    /// The next word, behind spaces.
    fn peek(&mut self) -> Option<Token<'a>> {
        while self.tokens.get(self.at).is_some_and(|token| token.kind == Kind::Space) {
            self.at += 1;
        }
        self.tokens.get(self.at).copied()
    }

    fn next(&mut self) -> Result<Token<'a>, NoShader> {
        let line = self.tokens.last().map_or(1, |token| token.line);
        let token = self.peek().ok_or_else(|| NoShader::unknown("the end of the text", "", line))?;
        self.at += 1;
        Ok(token)
    }

    fn expect(&mut self, text: &str) -> Result<(), NoShader> {
        let token = self.next()?;
        if token.text == text { Ok(()) } else { Err(unknown("before its time", token)) }
    }

    fn name(&mut self) -> Result<&'a str, NoShader> {
        let token = self.next()?;
        let is_name = token.kind == Kind::Name && !REFUSED.contains(&token.text);
        if is_name { Ok(token.text) } else { Err(unknown("the name", token)) }
    }

    /// `[3]`, where there is one.
    fn length(&mut self) -> Result<Option<usize>, NoShader> {
        if self.peek().is_none_or(|token| token.text != "[") {
            return Ok(None);
        }
        self.expect("[")?;
        let token = self.next()?;
        let length = token.text.parse().map_err(|_| unknown("the length", token))?;
        self.expect("]")?;
        Ok(Some(length))
    }

    fn declaration(&mut self) -> Result<(), NoShader> {
        let first = self.next()?;
        match first.text {
            "Texture1D" => self.texture(Dimensions::One),
            "Texture2D" => self.texture(Dimensions::Two),
            "Texture3D" => self.texture(Dimensions::Three),
            "SamplerState" => {
                self.name()?;
                self.expect(";")
            }
            "uniform" => self.uniform(),
            "static" => self.table(),
            text if is_type(text) => self.function(text),
            _ => Err(unknown("the declaration", first)),
        }
    }

    fn texture(&mut self, dimensions: Dimensions) -> Result<(), NoShader> {
        let name = self.name()?.to_owned();
        self.out.textures.push((name, dimensions));
        self.expect(";")
    }

    fn uniform(&mut self) -> Result<(), NoShader> {
        let of = self.next()?;
        let name = self.name()?.to_owned();
        let found = match (of.text, self.length()?) {
            ("float", None) => UniformType::Float,
            ("float3", None) => UniformType::Float3,
            ("int" | "bool", None) => UniformType::Int,
            ("float", Some(length)) => UniformType::Floats(length),
            ("int", Some(length)) => UniformType::Ints(length),
            _ => return Err(unknown("a uniform of type", of)),
        };
        self.out.uniforms.push((name, found));
        self.expect(";")
    }

    /// `static const float name[3] = {1., 2., 3.};`
    fn table(&mut self) -> Result<(), NoShader> {
        self.expect("const")?;
        let of = self.next()?;
        if !matches!(of.text, "float" | "int") {
            return Err(unknown("a table of type", of));
        }
        let name = self.name()?;
        let length = self.length()?.ok_or_else(|| unknown("a constant that is no table", of))?;
        self.expect("=")?;
        self.expect("{")?;
        let mut values = String::new();
        loop {
            let token = self.next()?;
            match (token.kind, token.text) {
                (Kind::Number, _) => values.push_str(&number(token)?),
                (_, "-") => values.push('-'),
                (_, ",") => values.push_str(", "),
                (_, "}") => break,
                _ => return Err(unknown("in a table,", token)),
            }
        }
        self.expect(";")?;
        let of = of.text;
        self.out.hoisted.push_str(&format!("INTERNEG_SHADER_TABLE Table<{of}, {length}> {name} = {{{{{values}}}}};\n"));
        Ok(())
    }

    fn function(&mut self, of: &str) -> Result<(), NoShader> {
        let name = self.name()?;
        self.expect("(")?;
        self.out.body.push_str(&format!("INTERNEG_SHADER_FUNCTION {of} {name}("));
        self.statements("(", ")")?;
        self.expect("{")?;
        self.out.body.push_str(" const\n{");
        self.statements("{", "}")?;
        self.out.body.push('\n');
        Ok(())
    }

    /// Everything up to the sign that closes what `open` has opened, that one included.
    fn statements(&mut self, open: &str, close: &str) -> Result<(), NoShader> {
        let mut depth = 1;
        while depth > 0 {
            let Some(token) = self.tokens.get(self.at).copied() else {
                // Says that the text ends here.
                return self.next().map(|_| ());
            };
            self.at += 1;
            depth += usize::from(token.text == open);
            depth -= usize::from(token.text == close);
            match token.kind {
                Kind::Space => self.out.body.push_str(token.text),
                Kind::Number => self.out.body.push_str(&number(token)?),
                Kind::Name => self.word(token)?,
                Kind::Sign => self.sign(token)?,
            }
        }
        Ok(())
    }

    fn sign(&mut self, token: Token<'a>) -> Result<(), NoShader> {
        match token.text {
            "." => return self.member(),
            "(" if self.is_cast_to_int() => {
                // `next` has stepped over spaces: the cast's name, its parenthesis, and then one must open.
                self.next()?;
                self.next()?;
                if let Some(after) = self.peek().filter(|after| after.text != "(") {
                    return Err(unknown("a cast without parentheses of", after));
                }
                self.out.body.push_str("to_int");
            }
            text => self.out.body.push_str(text),
        }
        Ok(())
    }

    /// An opened parenthesis is followed by `int)`.
    fn is_cast_to_int(&self) -> bool {
        let mut words = self.tokens[self.at..].iter().filter(|token| token.kind != Kind::Space);
        words.next().is_some_and(|token| token.text == "int") && words.next().is_some_and(|token| token.text == ")")
    }

    fn member(&mut self) -> Result<(), NoShader> {
        let token = self.next()?;
        if token.text == "Sample" {
            self.expect("(")?;
            self.name()?;
            self.expect(",")?;
            self.out.body.push_str(".sample(");
            return Ok(());
        }
        let member = member(token.text).ok_or_else(|| unknown("the member", token))?;
        self.out.body.push_str(member);
        Ok(())
    }

    fn word(&mut self, token: Token<'a>) -> Result<(), NoShader> {
        let text = token.text;
        let is_call = self.peek_behind_spaces().is_some_and(|after| after.text == "(");
        match text {
            // A constant of a function may depend on its arguments.
            "static" | "in" => {}
            "out" | "inout" => {
                let of = self.next()?;
                if !is_type(of.text) {
                    return Err(unknown("a parameter of type", of));
                }
                self.out.body.push_str(of.text);
                self.out.body.push_str(" &");
            }
            "int" if is_call => self.out.body.push_str("to_int"),
            _ if REFUSED.contains(&text) => return Err(unknown("the word", token)),
            _ if is_call && !self.may_be_called(text) => return Err(unknown("the function", token)),
            _ => self.out.body.push_str(text),
        }
        Ok(())
    }

    fn peek_behind_spaces(&self) -> Option<&Token<'a>> {
        self.tokens[self.at..].iter().find(|token| token.kind != Kind::Space)
    }

    fn may_be_called(&self, name: &str) -> bool {
        [&TYPES[..], &STATEMENTS, &INTRINSICS, &self.functions].iter().any(|names| names.contains(&name))
    }
}

/// A number in single precision, or an integer.
fn number(token: Token<'_>) -> Result<String, NoShader> {
    let text = token.text;
    let digits = text.strip_suffix(['f', 'F']).unwrap_or(text);
    let is_integer = digits.bytes().all(|byte| byte.is_ascii_digit());
    // What Rust reads as a number, C++ does as well, except for integers with a suffix.
    if digits.parse::<f32>().is_err() || (is_integer && digits != text) {
        return Err(unknown("the number", token));
    }
    Ok(if is_integer { text.to_owned() } else { format!("{digits}f") })
}

fn unknown(what: &'static str, token: Token<'_>) -> NoShader {
    NoShader::unknown(what, token.text, token.line)
}

#[cfg(test)]
mod tests;
