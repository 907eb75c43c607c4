//! The pictures of one clip's renditions.

use super::bars;
use super::burn_in::BurnInPlan;
use super::check;
use super::copy::Copy;
use super::error::{FrameError, PictureError};
use super::flow::{Group, Member, Outputs, TILE_ROWS};
use super::look::{Look, LookOutput, Looks, aces_of};
use super::path::LookPath;
use super::rendition::{FrameFacts, Planes, RenditionPicture, SourceFacts};
use super::schedule::{Schedule, Wanted};
use super::scratch::{GroupScratch, Scratch};
use super::unpack::Unpack;
use interneg_kernels::frame::Region;
use interneg_kernels::resample::{ResampleSpec, Resampler};
use interneg_kernels::{ChromaSiting, PackCounts, Pass, Picture, RgbTile, SourceCoding};

/// What renders all renditions of a clip. Built once; may be shared between threads, each with its own [`Scratch`].
#[derive(Debug)]
pub struct ClipPicture {
    pub(super) source: SourceFacts,
    pub(super) renditions: Vec<RenditionPicture>,
    pub(super) burn_ins: Vec<Option<BurnInPlan>>,
    copies: Vec<(usize, Copy)>,
    pub(super) groups: Vec<Group>,
    /// Codes as they are, for groups that are not scaled.
    plain: Unpack,
    /// To linear light, for groups that are; none where there are none.
    pub(super) linear: Option<Unpack>,
    /// Its scalings are the groups that `scaled` lists.
    pub(super) schedule: Schedule,
    scaled: Vec<usize>,
    aces: String,
    /// What runs the looks of all groups, and why that is no GPU where one was hoped for.
    pub(super) path: Option<(LookPath, Option<String>)>,
}

impl ClipPicture {
    /// Builds everything that does not depend on a frame; what can be wrong is wrong here.
    ///
    /// # Errors
    /// Names the rendition, and what it cannot have or what is not known of the source.
    pub fn new(
        looks: &mut Looks<'_>,
        source: &SourceFacts,
        renditions: &[RenditionPicture],
    ) -> Result<Self, PictureError> {
        let coding = &source.coding;
        looks.config().resolve(&source.colour_space)?;
        let mut clip = Self {
            source: source.clone(),
            renditions: renditions.to_vec(),
            burn_ins: Vec::new(),
            copies: Vec::new(),
            groups: Vec::new(),
            plain: Unpack::plain(coding)?,
            linear: None,
            schedule: Schedule::default(),
            scaled: Vec::new(),
            aces: String::new(),
            path: None,
        };
        for (rendition, wanted) in renditions.iter().enumerate() {
            check::rendition(rendition, wanted, source)?;
            let burn_in = |burn_ins| BurnInPlan::new(burn_ins, wanted.geometry.canvas_size(), wanted.target);
            let plan = wanted.burn_ins.as_ref().map(burn_in).transpose();
            clip.burn_ins.push(plan.map_err(|reason| PictureError::BurnIn { rendition, reason })?);
            let keeps_space = wanted.look == Look::ungraded(LookOutput::Source);
            match Copy::new(coding, &wanted.geometry, wanted.target).filter(|_| keeps_space) {
                Some(copy) => clip.copies.push((rendition, copy)),
                None => clip.add_to_group(looks, rendition)?,
            }
        }
        clip.scaled = (0..clip.groups.len()).filter(|group| clip.groups[*group].resampler.is_some()).collect();
        if !clip.scaled.is_empty() {
            let transform = looks.config().transform(&source.colour_space, &clip.aces)?;
            clip.linear = Some(Unpack::through(coding, transform)?);
        }
        clip.schedule = Schedule::new(&clip.wanted(), TILE_ROWS);
        clip.path = clip.settled_path();
        Ok(clip)
    }

    /// Into a group of the same geometry and look, or one of its own.
    fn add_to_group(&mut self, looks: &mut Looks<'_>, rendition: usize) -> Result<(), PictureError> {
        let RenditionPicture { geometry, filter, look, target, .. } = self.renditions[rendition].clone();
        let columns = Group::columns_of(&geometry, target.chroma_step());
        let is_same = |group: &&mut Group| {
            let other = &self.renditions[group.members[0].rendition];
            (other.geometry, other.filter, &other.look) == (geometry, filter, &look) && group.columns == columns
        };
        let (width, height) = (columns.len(), if target.is_dithered { geometry.placed.height } else { TILE_ROWS });
        let tile = SourceCoding {
            layout: RgbTile::LAYOUT,
            width,
            height,
            range: None,
            matrix: None,
            siting: ChromaSiting::Left,
        };
        let member = Member { rendition, target, pack: Pass::new(&tile, &[], target.kernel())? };
        if let Some(group) = self.groups.iter_mut().find(is_same) {
            group.members.push(member);
            return Ok(());
        }
        let from = match geometry.is_unscaled() {
            true => &self.source.colour_space,
            false => {
                self.aces = aces_of(looks.config())?;
                &self.aces
            }
        };
        let chain = looks.chain(from, &look, &self.source.colour_space)?;
        let resampler = match geometry.is_unscaled() {
            true => None,
            false => {
                let Region { width, height, .. } = geometry.placed;
                let size = (self.source.coding.width, self.source.coding.height);
                let spec =
                    ResampleSpec { filter, source: size, window: geometry.source_window, target: (width, height) };
                Some(Resampler::new(&spec).map_err(|reason| PictureError::Scaling { rendition, reason })?)
            }
        };
        let visible = geometry.visible();
        let is_float = check::is_float(self.source.coding.layout);
        self.groups.push(Group { geometry, visible, columns, resampler, chain, members: vec![member], is_float });
        Ok(())
    }

    fn wanted(&self) -> Vec<Wanted<'_>> {
        let scaled = self.groups.iter().filter_map(|group| Some((group.resampler.as_ref()?, group.rows())));
        scaled.collect()
    }

    /// What is done, rendition by rendition, in its order.
    pub fn describe(&self) -> Vec<String> {
        let mut lines = vec![format!("source {}, {}", self.source.colour_space, self.source.describe())];
        for (rendition, wanted) in self.renditions.iter().enumerate() {
            lines.push(format!("rendition {rendition}: {}", wanted.geometry));
            lines.extend(self.describe_rendition(rendition).into_iter().map(|line| format!("  {line}")));
        }
        lines
    }

    /// What is done for one rendition, in its order; nothing where there is no such rendition.
    pub fn describe_rendition(&self, rendition: usize) -> Vec<String> {
        let mut lines = Vec::new();
        let Some(wanted) = self.renditions.get(rendition) else { return lines };
        let group = self.groups.iter().find(|group| group.members.iter().any(|m| m.rendition == rendition));
        if let Some(group) = group {
            if group.resampler.is_some() {
                lines.push(format!("scaled in {} by {:?}", self.aces, wanted.filter));
            }
            lines.extend(group.chain.describe(self.path().unwrap_or(LookPath::Processors)));
        } else {
            lines.push("codes copied".to_owned());
        }
        lines.push(wanted.target.describe());
        if let Some(burn_ins) = &wanted.burn_ins {
            let items = burn_ins.items.iter().map(|item| format!("{:?} {:?}", item.position, item.fields));
            lines.push(format!("burn-ins: {}", items.collect::<Vec<_>>().join(", ")));
        }
        lines
    }

    /// Whether the burn-ins of a frame can be drawn; names and numbers of a clip may be asked of before any is decoded.
    ///
    /// # Errors
    /// Names the rendition, and the text.
    pub fn check_burn_ins(&self, facts: &FrameFacts<'_>) -> Result<(), FrameError> {
        let mut text = String::new();
        for (rendition, plan) in self.burn_ins.iter().enumerate() {
            let checked = plan.as_ref().map_or(Ok(()), |plan| plan.check(facts, &mut text));
            checked.map_err(|reason| FrameError::BurnIn { rendition, reason })?;
        }
        Ok(())
    }

    /// Fills the planes of all renditions from a frame, and their counts, on the processors.
    ///
    /// # Errors
    /// Where the frame is not what the source announced, planes are missing or too small, a text cannot be drawn, or the
    /// looks are shaders, which run on GPUs alone.
    ///
    /// # Panics
    /// When the scratch is another clip's.
    pub fn render(
        &self,
        frame: &Picture<'_>,
        facts: &FrameFacts<'_>,
        out: &mut [Planes<'_>],
        scratch: &mut Scratch,
    ) -> Result<(), FrameError> {
        if self.path().is_some_and(|path| !path.runs_on_processors()) {
            return Err(FrameError::Shader);
        }
        assert!(self.owns(scratch), "scratch of another clip");
        self.begin(frame, out)?;
        let Scratch { band, plain, piece, groups, dithered, text } = scratch;
        groups.iter_mut().for_each(|group| group.found = PackCounts::default());
        let mut outputs = Outputs { planes: &mut *out, dithered };
        for (group, scratch) in self.groups.iter().zip(&mut *groups).filter(|(group, _)| group.resampler.is_none()) {
            let (rows, top) = (group.rows(), group.geometry.source_window.y as usize);
            for first in rows.clone().step_by(TILE_ROWS) {
                let now = first..(first + TILE_ROWS).min(rows.end);
                plain.set_rows(now.len());
                self.plain.rows(frame, top + now.start..top + now.end, plain, 0, &mut None);
                group.copy(plain, now, scratch, &mut outputs);
            }
        }
        self.scale(frame, (band, piece), groups, &mut outputs);
        for (group, scratch) in self.groups.iter().zip(groups) {
            group.settle_counts(scratch.found, out);
        }
        self.end(facts, out, text)
    }

    /// What comes before the groups: checks, and codes that are copied.
    pub(super) fn begin(&self, frame: &Picture<'_>, out: &mut [Planes<'_>]) -> Result<(), FrameError> {
        let SourceCoding { layout, width, height, .. } = self.source.coding;
        frame.check(layout, width, height)?;
        check::planes(&self.renditions, out)?;
        out.iter_mut().for_each(|planes| planes.counts = PackCounts::default());
        for (rendition, copy) in &self.copies {
            copy.run(frame, self.renditions[*rendition].geometry.visible(), &mut out[*rendition]);
        }
        Ok(())
    }

    /// What comes behind the groups, on codes: bars and burn-ins.
    pub(super) fn end(
        &self,
        facts: &FrameFacts<'_>,
        out: &mut [Planes<'_>],
        text: &mut String,
    ) -> Result<(), FrameError> {
        for (rendition, (wanted, planes)) in self.renditions.iter().zip(out).enumerate() {
            bars::paint(planes, wanted.target, wanted.geometry.canvas_size(), wanted.geometry.visible());
            if let Some(plan) = &self.burn_ins[rendition] {
                plan.run(facts, planes, text).map_err(|reason| FrameError::BurnIn { rendition, reason })?;
            }
        }
        Ok(())
    }

    /// All groups that are scaled, from one band of linear light.
    fn scale(
        &self,
        frame: &Picture<'_>,
        (band, piece): (&mut RgbTile, &mut Option<RgbTile>),
        groups: &mut [GroupScratch],
        outputs: &mut Outputs<'_, '_>,
    ) {
        let Some(linear) = &self.linear else { return };
        let mut held = 0..0;
        band.set_rows(0);
        for step in &self.schedule.steps {
            let gone = (step.band.start - held.start).min(band.rows());
            band.remove_rows(gone);
            let kept = band.rows();
            let new = step.band.start + kept..step.band.end;
            band.set_rows(step.band.len());
            linear.rows(frame, new, band, kept, piece);
            held = step.band.clone();
            let index = self.scaled[step.scaling];
            let group = &self.groups[index];
            if let Some(resampler) = &group.resampler {
                group.scale(resampler, (band, held.clone()), step.rows.clone(), &mut groups[index], outputs);
            }
        }
    }
}
