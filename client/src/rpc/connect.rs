//! A connection to the server.

use crate::error::ClientError;
use interneg_proto::v1::editorial_service_client::EditorialServiceClient;
use interneg_proto::v1::render_service_client::RenderServiceClient;
use std::error::Error;
use std::time::Duration;
use tonic::transport::{Channel, Endpoint};

/// The service over one connection, which opens again by itself when it was lost.
pub type Client = RenderServiceClient<Channel>;
/// The service for editorial over one connection.
pub type EditorialClient = EditorialServiceClient<Channel>;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// Looking at a job takes the server milliseconds; planning one may read every frame header of a long sequence.
const CALL_TIMEOUT: Duration = Duration::from_secs(30);
const PLAN_TIMEOUT: Duration = Duration::from_secs(15 * 60);
/// A plan of thousands of clips or a job of thousands of tasks is larger than gRPC's default of 4 MiB.
const MAX_ANSWER_BYTES: usize = 64 << 20;

/// Connects to the server.
///
/// # Errors
/// [`ClientError::Address`] for what is no address, [`ClientError::Unreachable`] where nobody answers.
pub async fn connect(address: &str) -> Result<Client, ClientError> {
    Ok(RenderServiceClient::new(channel(address).await?).max_decoding_message_size(MAX_ANSWER_BYTES))
}

/// Connects to the server's service for editorial.
///
/// # Errors
/// As [`connect`].
pub async fn connect_editorial(address: &str) -> Result<EditorialClient, ClientError> {
    Ok(EditorialServiceClient::new(channel(address).await?).max_decoding_message_size(MAX_ANSWER_BYTES))
}

async fn channel(address: &str) -> Result<Channel, ClientError> {
    let fault = |error: tonic::transport::Error| ClientError::Address {
        address: address.to_owned(),
        message: innermost(&error),
    };
    let endpoint = Endpoint::from_shared(address.to_owned())
        .map_err(fault)?
        .connect_timeout(CONNECT_TIMEOUT)
        .http2_keep_alive_interval(Duration::from_secs(20))
        .keep_alive_while_idle(true)
        .tcp_nodelay(true);
    endpoint
        .connect()
        .await
        .map_err(|error| ClientError::Unreachable { address: address.to_owned(), message: innermost(&error) })
}

/// A request that is answered at once or not at all.
pub fn prompt<T>(message: T) -> tonic::Request<T> {
    with_timeout(message, CALL_TIMEOUT)
}

/// A request that makes the server look at sources first.
pub fn patient<T>(message: T) -> tonic::Request<T> {
    with_timeout(message, PLAN_TIMEOUT)
}

fn with_timeout<T>(message: T, timeout: Duration) -> tonic::Request<T> {
    let mut request = tonic::Request::new(message);
    request.set_timeout(timeout);
    request
}

/// What the system said, below the layers that each say "transport error".
fn innermost(error: &dyn Error) -> String {
    let mut innermost = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_unreachable_server_says_how_to_start_one() {
        // Port 9 of the loopback (discard) is bound by nobody here.
        let error = connect("http://127.0.0.1:9").await.unwrap_err();
        let text = error.to_string();
        assert!(text.contains("http://127.0.0.1:9") && text.contains("internegd serve"), "{text}");
        assert_eq!(error.exit().code(), 75);
        assert_eq!(connect("http://").await.unwrap_err().exit().code(), 78);
    }
}
