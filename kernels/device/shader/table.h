// Constant arrays of a shader.
#pragma once

#include "../bits.h"

namespace interneg::shader {

/// `LENGTH` values. An index outside gives the value at that end, so that a pixel that is not a number reads nothing that
/// is not ours.
template <class Value, int LENGTH>
struct Table {
    Value values[LENGTH];

    INTERNEG_DEVICE Value operator[](int index) const {
        const int low = index < 0 ? 0 : index;
        return values[low < LENGTH ? low : LENGTH - 1];
    }
};

}  // namespace interneg::shader
