// Blocks side by side.
#pragma once

#include "../eights.h"

namespace {

/// A number of each block behind one another, for every place of a block; words of a line of theirs.
constexpr std::size_t GROUP = 16, LINE = 8 * GROUP;

}  // namespace
