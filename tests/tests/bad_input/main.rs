//! Every kind of bad input is refused with its class, its reason and its field, and nothing is written.

mod material;
mod refusals;

use interneg_tests::{Server, Site, files_below};
use refusals::REFUSALS;

/// Everything below the output root.
fn written(site: &Site) -> Vec<String> {
    files_below(&site.out()).into_keys().collect()
}

#[test]
fn run_refuses_with_the_class_and_names_rule_and_field() {
    let mut faults = Vec::new();
    for case in REFUSALS {
        let site = Site::new();
        let ran = site.run(&(case.job)(&site));
        let told = format!("{}{}", ran.stdout, ran.stderr);
        let is_told = [case.rule, case.field, case.says].iter().all(|part| told.contains(part));
        if ran.code != case.code || !is_told || !written(&site).is_empty() {
            let wanted = (case.code, case.rule, case.field, case.says);
            faults.push(format!("{}: code {}, wanted {wanted:?}, {:?}\n{told}", case.name, ran.code, written(&site)));
        }
    }
    assert!(faults.is_empty(), "{} of {} cases:\n{}", faults.len(), REFUSALS.len(), faults.join("\n"));
}

#[test]
fn the_service_refuses_with_typed_details() {
    let mut faults = Vec::new();
    for case in REFUSALS {
        let site = Site::new();
        let server = Server::start(&site);
        let job = site.write_job(&(case.job)(&site));
        let ran = server.client(&["submit", &job.to_string_lossy()]);
        let error: serde_json::Value = serde_json::from_str(&ran.stderr).unwrap_or_default();
        let violations = error["error"]["violations"].as_array().cloned().unwrap_or_default();
        let is_told = violations.iter().any(|violation| {
            let description = violation["description"].as_str().unwrap_or_default();
            violation["rule"] == case.rule && violation["field"] == case.field && description.contains(case.says)
        });
        let is_rejected = error["error"]["reason"] == "JOB_REJECTED" && ran.code == case.code;
        if !is_told || !is_rejected || !written(&site).is_empty() {
            let wanted = (case.rule, case.field, case.says);
            faults.push(format!("{}: code {}, wanted {wanted:?}\n{}{}", case.name, ran.code, ran.stdout, ran.stderr));
        }
        let listed = server.client(&["list"]).expect_code(0);
        assert!(!listed.stdout.contains("jobs/"), "{}: a refused job was kept: {}", case.name, listed.stdout);
    }
    assert!(faults.is_empty(), "{} of {} cases:\n{}", faults.len(), REFUSALS.len(), faults.join("\n"));
}
