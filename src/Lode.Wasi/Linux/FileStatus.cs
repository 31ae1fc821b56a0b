using System.Runtime.InteropServices;

namespace Lode.Wasi;

/// <summary>What Linux knows about a file (<c>struct statx</c>), as far as preview 1 asks for it.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
struct FileStatus
{
    const int KindMask = 0xF000;

    [FieldOffset(16)] public uint Links;
    [FieldOffset(28)] public ushort Mode;
    [FieldOffset(32)] public ulong Inode;
    [FieldOffset(40)] public ulong Size;
    [FieldOffset(64)] public FileTime Access;
    [FieldOffset(96)] public FileTime Change;
    [FieldOffset(112)] public FileTime Modification;
    [FieldOffset(136)] public uint DeviceMajor;
    [FieldOffset(140)] public uint DeviceMinor;

    public readonly ulong Device => (ulong)DeviceMajor << 32 | DeviceMinor;

    public readonly FileKind Kind => (Mode & KindMask) switch
    {
        0x8000 => FileKind.RegularFile,
        0x4000 => FileKind.Directory,
        0xA000 => FileKind.SymbolicLink,
        0x2000 => FileKind.CharacterDevice,
        0x6000 => FileKind.BlockDevice,
        0xC000 => FileKind.StreamSocket,
        _ => FileKind.Unknown, // pipes, for which preview 1 has no number
    };

    /// <summary>A moment (<c>struct statx_timestamp</c>).</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct FileTime
    {
        public long Seconds;
        public uint Nanoseconds;
        readonly int _padding;

        /// <summary>Nanoseconds since 1970; 0 where it was before.</summary>
        public readonly ulong Timestamp => Seconds < 0 ? 0 : (ulong)Seconds * 1_000_000_000 + Nanoseconds;
    }
}
