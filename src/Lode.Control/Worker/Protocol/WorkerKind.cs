namespace Lode.Control;

/// <summary>Kinds of messages between a client and a worker: docs/control-protocol.md.</summary>
enum WorkerKind : uint
{
    None,

    // Questions of the client; each has an answer of the same kind.
    Hello = 1,
    Load = 2,
    Unload = 3,
    Start = 4,
    Finish = 5,
    Open = 6,
    Fork = 7,
    Close = 8,

    // Parts of the next request; these have no answer.
    Argument = 16,
    File = 17,
    Publish = 18,

    // What a worker tells by itself.
    Log = 32,
    Variable = 33,
    Result = 34,
    Fault = 35,
    Goodbye = 36,
}
