// Names of entry points: one object is compiled for each instruction-set level.
#pragma once

#define INTERNEG_JOIN_(name, level) interneg_##name##_##level
#define INTERNEG_JOIN(name, level) INTERNEG_JOIN_(name, level)
#define INTERNEG_SYMBOL(name) INTERNEG_JOIN(name, INTERNEG_LEVEL)
