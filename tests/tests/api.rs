//! The wire itself, as a program of somebody else would use it: idempotence, dry runs, pages, health, reflection.

use interneg_proto::v1;
use interneg_proto::v1::render_service_client::RenderServiceClient;
use interneg_tests::{Original, Server, Shoot, Site};
use std::collections::BTreeSet;
use tonic::transport::Channel;
use tonic::{Code, Status};
use tonic_types::StatusExt;

type Client = RenderServiceClient<Channel>;

/// Runs a conversation with a service of its own.
fn with_service<F: Future<Output = ()>>(talk: impl FnOnce(String, Original) -> F) {
    let original = Shoot::of("prores4444").make();
    let site = Site::new();
    let server = Server::start(&site);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(talk(server.url(), original));
}

async fn channel(url: &str) -> Channel {
    let endpoint = Channel::from_shared(url.to_owned()).expect("an address");
    endpoint.connect().await.expect("the service listens")
}

async fn connect(url: &str) -> Client {
    RenderServiceClient::new(channel(url).await)
}

/// Two frames under a title of its own.
fn spec(original: &Original, title: &str) -> v1::JobSpec {
    let clip = v1::Clip {
        path: original.path.clone(),
        in_point: Some("01:00:00:00".to_owned()),
        out_point: Some("01:00:00:02".to_owned()),
        colour_space: original.colour_space.clone(),
        ..v1::Clip::default()
    };
    let name = v1::NameFields {
        title: title.to_owned(),
        segment: Some("lp".to_owned()),
        date: "20260102".to_owned(),
        ..v1::NameFields::default()
    };
    let exr = v1::ExrFormat { compression: v1::exr_format::Compression::Zip.into(), zip_level: 0 };
    let nam = v1::NamSpec {
        rate: Some(v1::Rational { numerator: 24_000, denominator: 1001 }),
        record_start: "01:00:00:00".to_owned(),
        output: "out:".to_owned(),
        name: Some(name),
        format: Some(v1::DeliveryFormat { container: Some(v1::delivery_format::Container::Exr(exr)) }),
        colour: Some(v1::ColourChoice { config: String::new(), target: "ACES2065-1".to_owned() }),
        client_approved_resolution: true,
        clips: vec![clip],
        ..v1::NamSpec::default()
    };
    v1::JobSpec { job: Some(v1::job_spec::Job::Nam(nam)) }
}

fn nam(spec: &mut v1::JobSpec) -> &mut v1::NamSpec {
    match &mut spec.job {
        Some(v1::job_spec::Job::Nam(nam)) => nam,
        other => panic!("no NAM: {other:?}"),
    }
}

fn request(spec: v1::JobSpec) -> v1::SubmitJobRequest {
    v1::SubmitJobRequest { spec: Some(spec), ..v1::SubmitJobRequest::default() }
}

async fn submit(client: &mut Client, request: v1::SubmitJobRequest) -> v1::SubmitJobResponse {
    client.submit_job(request).await.expect("a good job is accepted").into_inner()
}

fn name(response: &v1::SubmitJobResponse) -> &str {
    &response.job.as_ref().expect("the answer holds the job").name
}

async fn finished(client: &mut Client, name: &str) -> v1::Job {
    let request = v1::WatchJobRequest { name: name.to_owned(), after_sequence: 0 };
    let mut stream = client.watch_job(request).await.expect("the job exists").into_inner();
    let mut last = None;
    while let Some(message) = stream.message().await.expect("the stream ends well") {
        last = message.job;
    }
    last.expect("a stream begins with a snapshot")
}

async fn all_jobs(client: &mut Client) -> Vec<String> {
    let answer = client.list_jobs(v1::ListJobsRequest::default()).await.expect("listing works").into_inner();
    answer.jobs.into_iter().map(|job| job.name).collect()
}

#[track_caller]
fn check_status(status: &Status, code: Code, reason: &str) {
    assert_eq!(status.code(), code, "{status:?}");
    let details = status.get_error_details();
    let info = details.error_info().expect("every error says its reason");
    assert_eq!((info.domain.as_str(), info.reason.as_str()), (v1::ERROR_DOMAIN, reason));
}

const REQUEST_ID: &str = "6ba7b810-9dad-41d1-80b4-00c04fd430c8";

#[test]
fn a_repeated_request_is_one_job_and_another_body_is_refused() {
    with_service(async |url, original| {
        let mut client = connect(&url).await;
        let with_id = |spec| v1::SubmitJobRequest { request_id: REQUEST_ID.to_owned(), ..request(spec) };
        let first = submit(&mut client, with_id(spec(&original, "one"))).await;
        assert!(!first.duplicate);
        finished(&mut client, name(&first)).await;
        let second = submit(&mut client, with_id(spec(&original, "one"))).await;
        assert!(second.duplicate);
        assert_eq!(name(&second), name(&first));
        let status = client.submit_job(with_id(spec(&original, "two"))).await.expect_err("another body");
        check_status(&status, Code::AlreadyExists, "REQUEST_ID_REUSED");
        assert_eq!(all_jobs(&mut client).await, [name(&first)]);
    });
}

#[test]
fn a_dry_run_changes_nothing() {
    with_service(async |url, original| {
        let mut client = connect(&url).await;
        let dry = |spec| v1::SubmitJobRequest { validate_only: true, ..request(spec) };
        let checked = submit(&mut client, dry(spec(&original, "one"))).await;
        assert_eq!(name(&checked), "");
        let mut wrong = spec(&original, "one");
        nam(&mut wrong).clips[0].colour_space = "no such space".to_owned();
        let status = client.submit_job(dry(wrong.clone())).await.expect_err("a wrong job");
        check_status(&status, Code::InvalidArgument, "JOB_REJECTED");
        assert_eq!(all_jobs(&mut client).await, [""; 0]);

        let plan = |spec| v1::PlanJobRequest { spec: Some(spec) };
        let good = client.plan_job(plan(spec(&original, "one"))).await.expect("a plan").into_inner().plan;
        let good = good.expect("the answer holds the plan");
        assert!(good.renderable);
        assert_eq!(good.frames, Some(v1::FrameSpan { first: 86_400, last: 86_401 }));
        assert!(good.first_file.ends_with(".0086400.exr") && good.last_file.ends_with(".0086401.exr"), "{good:?}");
        assert_eq!((good.clips[0].reel.as_str(), good.clips[0].source_start.as_str()), ("A001R1AB", "01:00:00:00"));
        // A plan tells everything that is wrong, and is no error itself.
        let bad = client.plan_job(plan(wrong)).await.expect("a plan").into_inner().plan.expect("a plan");
        assert!(!bad.renderable);
        let fields: Vec<&str> = bad.findings.iter().map(|finding| finding.field.as_str()).collect();
        assert!(fields.contains(&"clips[0].colour_space"), "{fields:?}");
    });
}

#[test]
fn jobs_come_in_pages_newest_first() {
    with_service(async |url, original| {
        let mut client = connect(&url).await;
        let mut names = Vec::new();
        for title in ["a", "b", "c", "d", "e"] {
            let answer = submit(&mut client, request(spec(&original, title))).await;
            names.push(name(&answer).to_owned());
        }
        names.reverse();
        let (mut listed, mut sizes, mut page_token) = (Vec::new(), Vec::new(), String::new());
        loop {
            let page = v1::ListJobsRequest { page_size: 2, page_token, ..v1::ListJobsRequest::default() };
            let page = client.list_jobs(page).await.expect("listing works").into_inner();
            sizes.push(page.jobs.len());
            listed.extend(page.jobs.into_iter().map(|job| job.name));
            page_token = page.next_page_token;
            if page_token.is_empty() {
                break;
            }
        }
        assert_eq!((listed, sizes), (names.clone(), vec![2, 2, 1]));

        let first = v1::ListJobsRequest { page_size: 2, ..v1::ListJobsRequest::default() };
        let token = client.list_jobs(first).await.expect("listing works").into_inner().next_page_token;
        let failed = vec![v1::job::State::Failed.into()];
        for bad in [
            v1::ListJobsRequest { page_size: -1, ..v1::ListJobsRequest::default() },
            v1::ListJobsRequest { page_size: 2, page_token: "nonsense".to_owned(), states: vec![] },
            v1::ListJobsRequest { page_size: 2, page_token: token, states: failed },
        ] {
            let status = client.list_jobs(bad.clone()).await.expect_err(&format!("{bad:?}"));
            check_status(&status, Code::InvalidArgument, "INVALID_PAGE");
        }
        for name in &names {
            assert_eq!(finished(&mut client, name).await.state(), v1::job::State::Succeeded);
        }
        let succeeded =
            v1::ListJobsRequest { states: vec![v1::job::State::Succeeded.into()], ..v1::ListJobsRequest::default() };
        assert_eq!(client.list_jobs(succeeded).await.expect("listing works").into_inner().jobs.len(), 5);
    });
}

#[test]
fn unknown_names_and_values_are_typed_errors() {
    with_service(async |url, original| {
        let mut client = connect(&url).await;
        let unknown = "jobs/00000000-0000-4000-8000-000000000000".to_owned();
        let status = client.get_job(v1::GetJobRequest { name: unknown.clone() }).await.expect_err("no such job");
        check_status(&status, Code::NotFound, "JOB_NOT_FOUND");
        let status = client
            .cancel_job(v1::CancelJobRequest { name: unknown, etag: String::new() })
            .await
            .expect_err("no such job");
        check_status(&status, Code::NotFound, "JOB_NOT_FOUND");
        let mut wrong = spec(&original, "one");
        nam(&mut wrong).record_start = "1 o'clock".to_owned();
        let status = client.submit_job(request(wrong)).await.expect_err("no timecode");
        check_status(&status, Code::InvalidArgument, "INVALID_REQUEST");
        let details = status.get_error_details();
        let fields: Vec<&str> = details
            .bad_request()
            .expect("fields are named")
            .field_violations
            .iter()
            .map(|violation| violation.field.as_str())
            .collect();
        assert!(fields.iter().any(|field| field.ends_with("record_start")), "{fields:?}");
    });
}

#[test]
fn health_and_reflection_know_the_service() {
    with_service(async |url, _| {
        use tonic_health::pb::health_client::HealthClient;
        use tonic_health::pb::{HealthCheckRequest, health_check_response::ServingStatus};
        let mut health = HealthClient::new(channel(&url).await);
        for service in ["", v1::SERVICE_NAME, v1::EDITORIAL_SERVICE_NAME] {
            let answer = health.check(HealthCheckRequest { service: service.to_owned() }).await.expect("it is healthy");
            assert_eq!(answer.into_inner().status(), ServingStatus::Serving, "{service:?}");
        }
        let reflected = reflected(&url).await;
        assert!(
            reflected.contains(v1::SERVICE_NAME) && reflected.contains(v1::EDITORIAL_SERVICE_NAME),
            "{reflected:?}"
        );
    });
}

/// Names of the services, by reflection.
async fn reflected(url: &str) -> BTreeSet<String> {
    use tonic_reflection::pb::v1::server_reflection_client::ServerReflectionClient;
    use tonic_reflection::pb::v1::server_reflection_request::MessageRequest;
    use tonic_reflection::pb::v1::server_reflection_response::MessageResponse;
    let mut client = ServerReflectionClient::new(channel(url).await);
    let request = tonic_reflection::pb::v1::ServerReflectionRequest {
        host: String::new(),
        message_request: Some(MessageRequest::ListServices(String::new())),
    };
    let stream = client.server_reflection_info(tokio_stream::iter([request])).await.expect("reflection is on");
    let answer = stream.into_inner().message().await.expect("an answer").expect("an answer").message_response;
    match answer {
        Some(MessageResponse::ListServicesResponse(list)) => {
            list.service.into_iter().map(|service| service.name).collect()
        }
        other => panic!("{other:?}"),
    }
}
