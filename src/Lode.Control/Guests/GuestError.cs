namespace Lode.Control;

/// <summary>Why a function of the host did not do what a guest asked for, by the numbers of WASI.</summary>
enum GuestError
{
    None = 0,
    AccessDenied = 2,
    Busy = 10,
    Cancelled = 11,
    Exists = 20,
    BadAddress = 21,
    TooLarge = 22,
    Invalid = 28,
    InputOutput = 29,
    IsDirectory = 31,
    TooManyDescriptors = 33,
    NoEntry = 44,
    NoMemory = 48,
    NotSupported = 58,
    ReadOnly = 69,
    IllegalSeek = 70,
    NotCapable = 76,
}
