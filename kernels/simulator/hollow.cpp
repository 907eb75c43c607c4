// A library without entry points: an old driver or a stub, for tests.
extern "C" int interneg_hollow() {
    return 0;
}
