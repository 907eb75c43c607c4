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
use super::unpack::{PIECE_ROWS, Unpack};
use interneg_kernels::frame::Region;
use interneg_kernels::resample::{ResampleSpec, Resampler};
use interneg_kernels::{ChromaSiting, PackCounts, Pass, Picture, RgbTile, SourceCoding};

/// What renders all renditions of a clip. Built once; may be shared between threads, each with its own [`Scratch`].
#[derive(Debug)]
pub struct ClipPicture {
    pub(super) source: SourceFacts,
    pub(super) renditions: Vec<RenditionPicture>,
    burn_ins: Vec<Option<BurnInPlan>>,
    copies: Vec<(usize, Copy)>,
    pub(super) groups: Vec<Group>,
    /// Codes as they are, for groups that are not scaled.
    plain: Unpack,
    /// To linear light, for groups that are; none where there are none.
    pub(super) linear: Option<Unpack>,
    /// Its scalings are the groups that `scaled` lists.
    schedule: Schedule,
    scaled: Vec<usize>,
    aces: String,
    /// What runs the looks of all groups, and why that is no GPU where one was hoped for.
    path: Option<(LookPath, Option<String>)>,
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

    /// A GPU makes all groups of a clip, or none.
    fn settled_path(&self) -> Option<(LookPath, Option<String>)> {
        let paths = self.groups.iter().map(|group| group.chain.path());
        let (path, reason) = paths.max_by_key(|(path, reason)| (*path, reason.is_some()))?;
        let on_processors = |reason: &str| Some((LookPath::Processors, Some(reason.to_owned())));
        match path {
            LookPath::Processors => {}
            _ if self.linear.as_ref().is_some_and(|linear| linear.operations().is_none()) => {
                return on_processors("its colour space leads to linear light by OpenColorIO's processor alone");
            }
            LookPath::Shader if !self.fits_gpu() => return on_processors("its noise is of the processors"),
            _ => {}
        }
        Some((path, reason))
    }

    /// What makes the pictures; none where all codes are copied.
    pub fn path(&self) -> Option<LookPath> {
        self.path.as_ref().map(|(path, _)| *path)
    }

    /// Why the processors have to make them, where shaders were allowed and do not do.
    pub fn path_reason(&self) -> Option<&str> {
        self.path.as_ref().and_then(|(_, reason)| reason.as_deref())
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

    /// Working memory for one thread.
    pub fn scratch(&self) -> Scratch {
        let width = self.source.coding.width;
        let group = |group: &Group| GroupScratch {
            tile: RgbTile::new(group.columns.len(), TILE_ROWS),
            resample: group.resampler.as_ref().map(Resampler::scratch),
            found: PackCounts::default(),
        };
        let mut dithered: Vec<Option<RgbTile>> = self.renditions.iter().map(|_| None).collect();
        for (group, member) in self.dithered() {
            dithered[member.rendition] = Some(RgbTile::new(group.columns.len(), group.geometry.placed.height));
        }
        Scratch {
            band: RgbTile::new(width, self.schedule.band_rows),
            plain: RgbTile::new(width, self.plain_rows()),
            piece: self.needs_piece().then(|| RgbTile::new(width, PIECE_ROWS)),
            groups: self.groups.iter().map(group).collect(),
            dithered,
            text: String::with_capacity(256),
        }
    }

    /// Bytes of working memory of one thread.
    pub fn scratch_bytes(&self) -> usize {
        let width = self.source.coding.width;
        let piece = if self.needs_piece() { RgbTile::bytes_of(width, PIECE_ROWS) } else { 0 };
        let group = |group: &Group| {
            let resample = group.resampler.as_ref().map_or(0, Resampler::scratch_bytes);
            RgbTile::bytes_of(group.columns.len(), TILE_ROWS) + resample
        };
        let dithered =
            self.dithered().map(|(group, _)| RgbTile::bytes_of(group.columns.len(), group.geometry.placed.height));
        RgbTile::bytes_of(width, self.schedule.band_rows)
            + RgbTile::bytes_of(width, self.plain_rows())
            + piece
            + self.groups.iter().map(group).sum::<usize>()
            + dithered.sum::<usize>()
    }

    /// The scratch is as [`Self::scratch`] makes it.
    fn owns(&self, scratch: &Scratch) -> bool {
        let shape = |tile: &RgbTile| (tile.width(), tile.max_rows());
        let width = self.source.coding.width;
        let group = |(group, scratch): (&Group, &GroupScratch)| {
            shape(&scratch.tile) == (group.columns.len(), TILE_ROWS)
                && scratch.resample.is_some() == group.resampler.is_some()
        };
        let is_dithered = |(wanted, tile): (&RenditionPicture, &Option<RgbTile>)| {
            !wanted.target.is_dithered
                || tile.as_ref().is_some_and(|tile| tile.max_rows() == wanted.geometry.placed.height)
        };
        shape(&scratch.band) == (width, self.schedule.band_rows)
            && shape(&scratch.plain) == (width, self.plain_rows())
            && scratch.piece.is_some() == self.needs_piece()
            && scratch.groups.len() == self.groups.len()
            && self.groups.iter().zip(&scratch.groups).all(group)
            && scratch.dithered.len() == self.renditions.len()
            && self.renditions.iter().zip(&scratch.dithered).all(is_dithered)
    }

    fn dithered(&self) -> impl Iterator<Item = (&Group, &Member)> {
        let members = self.groups.iter().flat_map(|group| group.members.iter().map(move |member| (group, member)));
        members.filter(|(_, member)| member.target.is_dithered)
    }

    fn plain_rows(&self) -> usize {
        if self.groups.iter().any(|group| group.resampler.is_none()) { TILE_ROWS } else { 0 }
    }

    fn needs_piece(&self) -> bool {
        self.linear.as_ref().is_some_and(Unpack::needs_piece)
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
