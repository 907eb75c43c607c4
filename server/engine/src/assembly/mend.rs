//! A delivery that has its final name already: whether it is this job's, what of it is as it was made, and its repair.
//!
//! It stays where it is. What is rendered again waits in the working folder until all of it is there, and then takes the
//! place of what is damaged, file by file, each whole. So wherever a repair ends, on its own or by a crash, nothing of the
//! delivery is lost, and the next run of the job goes on from what it finds.

use super::contents::Contents;
use super::finish::{date, write};
use super::listing::{Listing, Text};
use super::reuse::{remove_files, sort_out};
use super::{Assembly, sync_folder};
use crate::{EngineError, FrameRecord};
use interneg_manifest::asc_mhl;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

impl Assembly {
    /// Adopts what of the delivery, and of a repair that was not finished, is as the records `known` say.
    ///
    /// # Errors
    /// Nothing shows that the delivery is this job's; it needs a repair and holds foreign files; a file cannot be read.
    pub(super) fn adopt(&mut self, known: BTreeMap<u64, FrameRecord>) -> Result<(), EngineError> {
        let root = self.plan.final_folder.clone();
        let not_ours = || EngineError::OutputExists(root.clone());
        // A delivery of ours appeared when all of its frames were known.
        if known.len() as u64 != self.plan.frames.len() {
            return Err(not_ours());
        }
        let movie = self.movie_record()?;
        if self.plan.job.format.is_movie() && movie.is_none() {
            return Err(not_ours());
        }
        let texts = Listing { plan: &self.plan, records: &known, movie: movie.as_ref() }.texts()?;
        let are_pictures_good = match movie {
            Some(movie) if self.is_unaltered(&movie)? => {
                (self.movie, self.records) = (Some(movie), known);
                true
            }
            Some(_) => {
                self.records = self.keep_good(known.into_values().collect())?;
                false
            }
            None => self.adopt_frames(known)?,
        };
        let wrong = wrong_texts(&root, &texts)?;
        if !are_pictures_good && wrong.len() == texts.len() {
            return Err(EngineError::Unrecognised(root));
        }
        // Before anything is rendered or touched: what cannot be finished is not begun.
        if !are_pictures_good || !wrong.is_empty() {
            self.accept(&texts, &wrong)?;
        }
        self.stands = true;
        Ok(())
    }

    /// Takes frames that are good where they were delivered, or else where a repair has put them; says whether all were
    /// delivered well.
    fn adopt_frames(&mut self, known: BTreeMap<u64, FrameRecord>) -> Result<bool, EngineError> {
        let delivered = self.plan.sequence_path(&self.plan.final_folder);
        let (good, bad) = sort_out(known.into_values().collect(), &delivered)?;
        let made = self.frames_folder();
        if made.exists() {
            remove_files(&good, &made)?;
        }
        let are_all_good = bad.is_empty();
        self.records = self.keep_good(bad)?;
        self.records.extend(good.into_iter().map(|record| (record.frame_number, record)));
        Ok(are_all_good)
    }

    /// Refuses foreign files in a delivery of whose small files those at `wrong` are to be written again.
    fn accept(&self, texts: &[Text], wrong: &[usize]) -> Result<(), EngineError> {
        let root = &self.plan.final_folder;
        let mut contents = Contents::of(&self.plan, root)?;
        let chain = format!("{}/{}", asc_mhl::FOLDER_NAME, asc_mhl::CHAIN_NAME);
        if wrong.iter().any(|index| texts[*index].relative_path == chain) {
            // A chain of ours alone would disown the generations after ours.
            contents.foreign.extend(other_generations(root, texts)?);
        }
        contents.accept()
    }

    /// Puts what was made again into the delivery, and writes small files again that are missing or altered. A delivery that
    /// is as it was made is not touched.
    pub(super) fn mend(&mut self, is_stopped: &dyn Fn() -> bool) -> Result<(), EngineError> {
        let (root, work) = (self.plan.final_folder.clone(), self.delivery_folder());
        let has_movie = self.movie.is_some();
        let made: BTreeSet<String> = match self.plan.describe_movie() {
            None => {
                let from = self.frames_folder();
                let names = self.records.values().map(|record| record.file_name.clone());
                names.filter(|name| from.join(name).exists()).collect()
            }
            Some(description) if !has_movie => {
                let sequence = self.plan.sequence_path(&work);
                fs::create_dir_all(&sequence).map_err(EngineError::io("create", &sequence))?;
                self.make_movie(&work, &description, is_stopped)?;
                self.plan.movie_name().into_iter().collect()
            }
            Some(_) => BTreeSet::new(),
        };
        let texts = self.listing().texts()?;
        let wrong = wrong_texts(&root, &texts)?;
        if made.is_empty() && wrong.is_empty() {
            return Ok(());
        }
        self.accept(&texts, &wrong)?;
        if !made.is_empty() {
            self.replace(&made)?;
        }
        let wrong: Vec<&Text> = wrong.into_iter().map(|index| &texts[index]).collect();
        write(&root, wrong.iter().copied())?;
        let sequence = self.plan.sequence_path(&root);
        let changed = made.iter().map(|name| sequence.join(name));
        let changed: Vec<PathBuf> = changed.chain(wrong.iter().map(|text| root.join(&text.relative_path))).collect();
        date(&root, &changed, self.created())?;
        self.written_again = wrong.iter().map(|text| text.relative_path.clone()).collect();
        Ok(())
    }

    /// Moves frames, or the movie, from the working folder to the places of those that are damaged.
    fn replace(&self, made: &BTreeSet<String>) -> Result<(), EngineError> {
        let work = self.delivery_folder();
        let (from, to) = (self.plan.sequence_path(&work), self.plan.sequence_path(&self.plan.final_folder));
        self.is_all_there(made, &to)?;
        fs::create_dir_all(&to).map_err(EngineError::io("create", &to))?;
        let files: Vec<PathBuf> = made.iter().map(|name| from.join(name)).collect();
        date(&work, &files, self.created())?;
        for (name, file) in made.iter().zip(&files) {
            let place = to.join(name);
            fs::rename(file, &place).map_err(EngineError::io("rename", &place))?;
        }
        sync_folder(&to)
    }

    /// Frames that were good when the folder was opened must still be there: it may have been moved away since.
    fn is_all_there(&self, made: &BTreeSet<String>, delivered: &Path) -> Result<(), EngineError> {
        let stays = |record: &&FrameRecord| self.movie.is_none() && !made.contains(&record.file_name);
        for record in self.records.values().filter(stays) {
            let place = delivered.join(&record.file_name);
            place.metadata().map_err(EngineError::io("find", &place))?;
        }
        Ok(())
    }
}

/// Places in `texts` of those that are missing below `root` or are not what they should be.
fn wrong_texts(root: &Path, texts: &[Text]) -> Result<Vec<usize>, EngineError> {
    let mut wrong = Vec::new();
    for (index, text) in texts.iter().enumerate() {
        let path = root.join(&text.relative_path);
        let is_right = match fs::read(&path) {
            // A history may have gone on since.
            Ok(found) => {
                found == text.bytes
                    || (path.ends_with(asc_mhl::CHAIN_NAME) && asc_mhl::chain_goes_on(&found, &text.bytes))
            }
            Err(error) if error.kind() == ErrorKind::NotFound => false,
            Err(error) => return Err(EngineError::io("read", &path)(error)),
        };
        if !is_right {
            wrong.push(index);
        }
    }
    Ok(wrong)
}

/// Manifests of a history beside those that are ours.
fn other_generations(root: &Path, texts: &[Text]) -> Result<Vec<PathBuf>, EngineError> {
    let folder = root.join(asc_mhl::FOLDER_NAME);
    let entries = match fs::read_dir(&folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(EngineError::io("list", &folder))?,
    };
    let paths = entries.map(|entry| Ok(entry?.path())).collect::<std::io::Result<Vec<PathBuf>>>();
    let mut paths = paths.map_err(EngineError::io("list", &folder))?;
    let is_ours = |path: &PathBuf| texts.iter().any(|text| root.join(&text.relative_path) == *path);
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "mhl") && !is_ours(path));
    paths.sort();
    Ok(paths)
}
