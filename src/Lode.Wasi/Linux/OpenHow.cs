using System.Runtime.InteropServices;

namespace Lode.Wasi;

/// <summary>How <c>openat2</c> opens (<c>struct open_how</c>).</summary>
[StructLayout(LayoutKind.Sequential)]
struct OpenHow
{
    public const int Bytes = 24;
    public const ulong NoMagicLinks = 0x02;
    public const ulong Beneath = 0x08;

    public ulong Flags;
    public ulong Mode;
    public ulong Resolve;
}
