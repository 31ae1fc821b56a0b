namespace Lode.Wasm.Assembly;

/// <summary>A general register, by its number in encodings.</summary>
enum Register : byte
{
    Rax,
    Rcx,
    Rdx,
    Rbx,
    Rsp,
    Rbp,
    Rsi,
    Rdi,
    R8,
    R9,
    R10,
    R11,
    R12,
    R13,
    R14,
    R15,

    /// <summary>No register: an address without an index.</summary>
    None = 255,
}
