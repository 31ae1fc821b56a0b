namespace Lode.Wasi;

/// <summary>What an offset counts from; the numbers are those of <c>whence</c> in preview 1, and those of Linux.</summary>
enum Whence
{
    Set = 0,
    Current = 1,
    End = 2,
}
