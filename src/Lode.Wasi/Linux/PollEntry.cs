using System.Runtime.InteropServices;

namespace Lode.Wasi;

/// <summary>A descriptor to wait for (<c>struct pollfd</c>).</summary>
[StructLayout(LayoutKind.Sequential)]
struct PollEntry(int descriptor, short wanted)
{
    public const short In = 1;
    public const short Out = 4;
    public const short Error = 8;
    public const short HangUp = 16;

    public int Descriptor = descriptor;
    public short Wanted = wanted;
    public short Answered;
}
