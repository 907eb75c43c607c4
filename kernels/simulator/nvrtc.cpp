// A libnvrtc for tests: g++ compiles the kernel, and the "machine code" is a shared library.
//
// It proves that a text is whole and what it computes, not that NVIDIA's compiler takes it (tests/cuda_nvrtc.rs does)
// or computes the same (gpu-check does). Never shipped.
//
// INTERNEG_SIM_PRELUDE        path of prelude.h
// INTERNEG_SIM_COMPILATIONS   a file that gets a line for each compilation
// INTERNEG_SIM_NVRTC_ARCHS    architectures that it says it knows, default 75,86,90

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include <sys/wait.h>
#include <unistd.h>

namespace {

constexpr int SUCCESS = 0, INVALID_INPUT = 3, INVALID_PROGRAM = 4, INVALID_OPTION = 5, COMPILATION = 6;

struct Program {
    std::string text, log, code;
    bool is_ptx = false;
};

std::string environment(const char *name, const char *otherwise) {
    const char *value = getenv(name);
    return value != nullptr ? value : otherwise;
}

std::vector<int> architectures() {
    std::vector<int> known;
    std::stringstream list(environment("INTERNEG_SIM_NVRTC_ARCHS", "75,86,90"));
    for (std::string number; std::getline(list, number, ',');) {
        known.push_back(atoi(number.c_str()));
    }
    return known;
}

std::string contents(const std::string &path) {
    std::ifstream file(path, std::ios::binary);
    std::stringstream all;
    all << file.rdbuf();
    return all.str();
}

/// Only what the real one knows: a mistyped option must not pass.
bool takes(const std::string &option, Program &program) {
    static const char *const KNOWN[] = {
        "--std=c++17",      "--fmad=false",      "--ftz=false",
        "--prec-div=true",  "--prec-sqrt=true",  "-default-device",
    };
    for (const char *known : KNOWN) {
        if (option == known) return true;
    }
    const std::string cubin = "--gpu-architecture=sm_", ptx = "--gpu-architecture=compute_";
    program.is_ptx = option.compare(0, ptx.size(), ptx) == 0;
    if (!program.is_ptx && option.compare(0, cubin.size(), cubin) != 0) return false;
    const int wanted = atoi(option.c_str() + (program.is_ptx ? ptx : cubin).size());
    for (const int known : architectures()) {
        if (known == wanted) return true;
    }
    return false;
}

/// PTX is text, so the library is written as hexadecimal digits.
std::string as_text(const std::string &code) {
    static const char DIGITS[] = "0123456789abcdef";
    std::string text = "// simulated PTX\n";
    for (const unsigned char byte : code) {
        text += DIGITS[byte >> 4];
        text += DIGITS[byte & 15];
    }
    return text + '\0';
}

}  // namespace

extern "C" {

int nvrtcVersion(int *major, int *minor) {
    *major = 12, *minor = 99;
    return SUCCESS;
}

int nvrtcGetNumSupportedArchs(int *count) {
    *count = static_cast<int>(architectures().size());
    return SUCCESS;
}

int nvrtcGetSupportedArchs(int *known) {
    for (const int architecture : architectures()) *known++ = architecture;
    return SUCCESS;
}

int nvrtcCreateProgram(
    Program **program, const char *text, const char *, int headers, const char *const *, const char *const *) {
    if (text == nullptr || headers != 0) return INVALID_INPUT;
    *program = new Program{text, "", ""};
    return SUCCESS;
}

int nvrtcDestroyProgram(Program **program) {
    delete *program;
    *program = nullptr;
    return SUCCESS;
}

int nvrtcCompileProgram(Program *program, int count, const char *const *options) {
    if (program == nullptr) return INVALID_PROGRAM;
    bool for_an_architecture = false;
    for (int i = 0; i < count; i++) {
        if (!takes(options[i], *program)) {
            program->log = std::string("unknown option ") + options[i];
            return INVALID_OPTION;
        }
        for_an_architecture |= strncmp(options[i], "--gpu-architecture", 18) == 0;
    }
    if (!for_an_architecture) return INVALID_OPTION;
    if (program->text.find("#include") != std::string::npos) {
        program->log = "a text that includes files";
        return COMPILATION;
    }

    char folder[] = "/tmp/interneg-sim-XXXXXX";
    if (mkdtemp(folder) == nullptr) return COMPILATION;
    const std::string source = std::string(folder) + "/kernel.cpp", library = std::string(folder) + "/kernel.so",
                      log = std::string(folder) + "/log";
    {
        std::ofstream file(source, std::ios::binary);
        file << "#include \"" << environment("INTERNEG_SIM_PRELUDE", "prelude.h") << "\"\n" << program->text << "\n";
        static const std::regex KERNEL("__global__ void (__launch_bounds__\\(\\d+(, \\d+)?\\) )?(\\w+)\\(");
        for (std::sregex_iterator kernel(program->text.begin(), program->text.end(), KERNEL), end; kernel != end; kernel++) {
            file << "SIMULATED_KERNEL(" << (*kernel)[3] << ")\n";
        }
    }
    // As the host's objects: no contraction, IEEE arithmetic. What a GPU faults on or does otherwise than a CPU ends the
    // process here: misaligned words, shifts by a word's width, numbers that do not fit the integer they are cast to.
    const std::string command = "g++ -std=c++17 -O1 -fPIC -shared -fvisibility=hidden -ffp-contract=off -fno-fast-math "
                                "-fno-exceptions -fno-rtti -fsanitize=alignment,shift,float-cast-overflow,bounds,"
                                "signed-integer-overflow -fsanitize-undefined-trap-on-error -w -o '" +
                                library + "' '" + source + "' >'" + log + "' 2>&1";
    const int status = system(command.c_str());
    program->log = contents(log);
    const bool is_done = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    if (is_done) {
        program->code = contents(library);
        if (program->is_ptx) program->code = as_text(program->code);
    }
    unlink(source.c_str()), unlink(library.c_str()), unlink(log.c_str()), rmdir(folder);
    if (const char *path = getenv("INTERNEG_SIM_COMPILATIONS")) {
        std::ofstream(path, std::ios::app) << (is_done ? "compiled\n" : "refused\n");
    }
    return is_done ? SUCCESS : COMPILATION;
}

int nvrtcGetProgramLogSize(Program *program, size_t *bytes) {
    *bytes = program->log.size() + 1;
    return SUCCESS;
}

int nvrtcGetProgramLog(Program *program, char *log) {
    memcpy(log, program->log.c_str(), program->log.size() + 1);
    return SUCCESS;
}

int nvrtcGetCUBINSize(Program *program, size_t *bytes) {
    *bytes = program->is_ptx ? 0 : program->code.size();
    return SUCCESS;
}

int nvrtcGetCUBIN(Program *program, char *code) {
    memcpy(code, program->code.data(), program->code.size());
    return SUCCESS;
}

int nvrtcGetPTXSize(Program *program, size_t *bytes) {
    *bytes = program->is_ptx ? program->code.size() : 0;
    return SUCCESS;
}

int nvrtcGetPTX(Program *program, char *code) {
    memcpy(code, program->code.data(), program->code.size());
    return SUCCESS;
}

}
