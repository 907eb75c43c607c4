//! A service that does as the test tells it, and remembers what it was asked.

use interneg_proto::v1;
use interneg_proto::v1::render_service_server::{RenderService, RenderServiceServer};
use std::collections::{BTreeMap, VecDeque};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard};
use tokio::net::TcpListener;
use tokio::sync::{Notify, mpsc};
use tokio_stream::Stream;
use tokio_stream::wrappers::{ReceiverStream, TcpListenerStream};
use tonic::{Request, Response, Status};

/// What a watch stream does next.
pub enum Step {
    /// Sends a message.
    Send(Box<v1::WatchJobResponse>),
    /// Ends with an error.
    Fail(Status),
    /// Waits until the job is cancelled.
    AwaitCancel,
}

/// Answers, in order, and calls as they came.
#[derive(Default)]
pub struct Script {
    pub submits: Mutex<VecDeque<Result<v1::SubmitJobResponse, Status>>>,
    pub plans: Mutex<VecDeque<v1::Plan>>,
    pub watches: Mutex<VecDeque<Vec<Step>>>,
    pub pages: Mutex<VecDeque<v1::ListJobsResponse>>,
    pub logs: Mutex<Vec<v1::GetLogsResponse>>,
    /// Files of a review, by name; the playlist has none.
    pub review: Mutex<BTreeMap<String, Vec<u8>>>,
    pub calls: Mutex<Vec<String>>,
    cancelled: Notify,
}

impl Script {
    fn call(&self, text: String) {
        held(&self.calls).push(text);
    }

    /// What was asked so far.
    pub fn calls(&self) -> Vec<String> {
        held(&self.calls).clone()
    }
}

pub fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().expect("no test thread panics while it holds the script")
}

/// Serves a script on a free port of the loopback; returns its address.
pub async fn serve(script: Arc<Script>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("the loopback has a free port");
    let address = listener.local_addr().expect("a bound listener has an address");
    let service = RenderServiceServer::new(Fake(script));
    let incoming = TcpListenerStream::new(listener);
    tokio::spawn(tonic::transport::Server::builder().add_service(service).serve_with_incoming(incoming));
    format!("http://{address}")
}

struct Fake(Arc<Script>);

fn unscripted(call: &str) -> Status {
    Status::internal(format!("the test has no answer for {call}"))
}

type Answer<T> = Result<Response<T>, Status>;
type Messages<T> = Pin<Box<dyn Stream<Item = Result<T, Status>> + Send>>;

#[tonic::async_trait]
impl RenderService for Fake {
    type WatchJobStream = Messages<v1::WatchJobResponse>;
    type GetLogsStream = Messages<v1::GetLogsResponse>;
    type GetReviewStream = Messages<v1::GetReviewResponse>;

    async fn submit_job(&self, request: Request<v1::SubmitJobRequest>) -> Answer<v1::SubmitJobResponse> {
        let request = request.into_inner();
        self.0.call(format!("submit {} {}", request.request_id, request.validate_only));
        let answer = held(&self.0.submits).pop_front().unwrap_or_else(|| Err(unscripted("submit")));
        answer.map(Response::new)
    }

    async fn plan_job(&self, _: Request<v1::PlanJobRequest>) -> Answer<v1::PlanJobResponse> {
        let plan = held(&self.0.plans).pop_front().ok_or_else(|| unscripted("plan"))?;
        Ok(Response::new(v1::PlanJobResponse { plan: Some(plan) }))
    }

    async fn list_jobs(&self, request: Request<v1::ListJobsRequest>) -> Answer<v1::ListJobsResponse> {
        let request = request.into_inner();
        self.0.call(format!("list {} {:?} {:?}", request.page_size, request.page_token, request.states));
        held(&self.0.pages).pop_front().map(Response::new).ok_or_else(|| unscripted("list"))
    }

    async fn watch_job(&self, request: Request<v1::WatchJobRequest>) -> Answer<Self::WatchJobStream> {
        let request = request.into_inner();
        self.0.call(format!("watch {} after {}", request.name, request.after_sequence));
        let steps = held(&self.0.watches).pop_front().ok_or_else(|| unscripted("watch"))?;
        let (sender, receiver) = mpsc::channel(1);
        let script = Arc::clone(&self.0);
        tokio::spawn(async move {
            for step in steps {
                let message = match step {
                    Step::Send(message) => Ok(*message),
                    Step::Fail(status) => Err(status),
                    Step::AwaitCancel => {
                        script.cancelled.notified().await;
                        continue;
                    }
                };
                if sender.send(message).await.is_err() {
                    return;
                }
            }
        });
        Ok(Response::new(Box::pin(ReceiverStream::new(receiver))))
    }

    async fn cancel_job(&self, request: Request<v1::CancelJobRequest>) -> Answer<v1::CancelJobResponse> {
        let name = request.into_inner().name;
        self.0.call(format!("cancel {name}"));
        self.0.cancelled.notify_one();
        let job = v1::Job { name, state: v1::job::State::Cancelling.into(), ..v1::Job::default() };
        Ok(Response::new(v1::CancelJobResponse { job: Some(job) }))
    }

    async fn get_logs(&self, request: Request<v1::GetLogsRequest>) -> Answer<Self::GetLogsStream> {
        let request = request.into_inner();
        self.0.call(format!("logs {} {} {} {}", request.name, request.attempt, request.follow, request.tail_lines));
        let parts: Vec<_> = held(&self.0.logs).drain(..).map(Ok).collect();
        Ok(Response::new(Box::pin(tokio_stream::iter(parts))))
    }

    async fn get_review(&self, request: Request<v1::GetReviewRequest>) -> Answer<Self::GetReviewStream> {
        let request = request.into_inner();
        self.0.call(format!("review {} {}", request.name, request.file));
        let review = held(&self.0.review);
        if review.is_empty() {
            return Err(Status::failed_precondition("the job has no review files"));
        }
        let name = if request.file == "index.m3u8" { "" } else { &request.file };
        let bytes = review.get(name).ok_or_else(|| Status::not_found(format!("no such file: {name}")))?;
        let parts: Vec<_> = bytes.chunks(3).map(|part| Ok(v1::GetReviewResponse { chunk: part.to_vec() })).collect();
        Ok(Response::new(Box::pin(tokio_stream::iter(parts))))
    }

    async fn get_job(&self, _: Request<v1::GetJobRequest>) -> Answer<v1::GetJobResponse> {
        Err(unscripted("get"))
    }

    async fn retry_job(&self, _: Request<v1::RetryJobRequest>) -> Answer<v1::RetryJobResponse> {
        Err(unscripted("retry"))
    }

    async fn list_outputs(&self, _: Request<v1::ListOutputsRequest>) -> Answer<v1::ListOutputsResponse> {
        Err(unscripted("outputs"))
    }

    async fn get_server_info(&self, _: Request<v1::GetServerInfoRequest>) -> Answer<v1::GetServerInfoResponse> {
        Err(unscripted("info"))
    }
}
