namespace Lode.Wasi;

/// <summary>What <c>poll_oneoff</c> waits for; the numbers are those of <c>eventtype</c> in preview 1.</summary>
enum EventKind : byte
{
    Clock = 0,
    Read = 1,
    Write = 2,
}
