//! Where the server is: flag, environment, the user's file, default, in this order.

use crate::error::ClientError;
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// Address where nothing else is said.
pub const DEFAULT_SERVER: &str = "http://127.0.0.1:7878";

/// The user's file, `client.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct ClientFile {
    /// Address of the server.
    server: Option<String>,
}

/// Address of the server; `given` is what flag or environment said.
///
/// # Errors
/// A file that is there but cannot be read or understood is an error, so that a typing mistake never sends a job to
/// the default server.
pub fn server_address(given: Option<&str>) -> Result<String, ClientError> {
    resolve(given, file_path().as_deref())
}

fn resolve(given: Option<&str>, file: Option<&Path>) -> Result<String, ClientError> {
    // An empty variable counts as none, as shells that clear one leave it.
    if let Some(given) = given.filter(|given| !given.trim().is_empty()) {
        return normalised(given);
    }
    let from_file = match file {
        Some(path) => read(path)?.server,
        None => None,
    };
    normalised(from_file.as_deref().unwrap_or(DEFAULT_SERVER))
}

fn read(path: &Path) -> Result<ClientFile, ClientError> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(ClientFile::default()),
        Err(source) => return Err(ClientError::Read { path: path.to_owned(), source }),
    };
    toml::from_str(&text).map_err(|error| ClientError::Config {
        path: path.to_owned(),
        message: error.to_string().trim_end().to_owned(),
    })
}

fn file_path() -> Option<PathBuf> {
    let absolute = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let base = absolute("XDG_CONFIG_HOME").or_else(|| absolute("HOME").map(|home| home.join(".config")))?;
    Some(base.join("interneg/client.toml"))
}

fn normalised(address: &str) -> Result<String, ClientError> {
    let address = address.trim().trim_end_matches('/');
    let fault = |message: &str| ClientError::Address { address: address.to_owned(), message: message.to_owned() };
    match address.split_once("://") {
        None => Ok(format!("http://{address}")),
        Some(("http", _)) => Ok(address.to_owned()),
        Some(("https", _)) => Err(fault("this client speaks plain http; use a tunnel to reach a server elsewhere")),
        Some(_) => Err(fault("write http://HOST:PORT")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exit::Exit;

    #[test]
    fn flag_and_environment_beat_the_file_and_the_file_beats_the_default() {
        let folder = std::env::temp_dir().join(format!("interneg-config-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let file = folder.join("client.toml");
        assert_eq!(resolve(None, Some(&file)).unwrap(), DEFAULT_SERVER);
        std::fs::write(&file, "server = \"http://farm:9000/\"\n").unwrap();
        assert_eq!(resolve(None, Some(&file)).unwrap(), "http://farm:9000");
        assert_eq!(resolve(Some(""), Some(&file)).unwrap(), "http://farm:9000");
        assert_eq!(resolve(Some("127.0.0.1:1"), Some(&file)).unwrap(), "http://127.0.0.1:1");
        std::fs::write(&file, "sever = \"http://farm:9000\"\n").unwrap();
        let error = resolve(None, Some(&file)).unwrap_err();
        assert!(error.to_string().contains("sever"), "{error}");
        assert_eq!(error.exit(), Exit::Configuration);
        std::fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn only_plain_http_addresses_are_taken() {
        for address in ["https://farm", "unix:///tmp/socket"] {
            assert_eq!(resolve(Some(address), None).unwrap_err().exit(), Exit::Configuration, "{address}");
        }
    }
}
