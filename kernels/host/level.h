// Names of a level's own copies of the entry points.
#pragma once

#define INTERNEG_JOIN_(name, level) interneg_##name##_##level
#define INTERNEG_JOIN(name, level) INTERNEG_JOIN_(name, level)
#define INTERNEG_SYMBOL(name) INTERNEG_JOIN(name, INTERNEG_LEVEL)
