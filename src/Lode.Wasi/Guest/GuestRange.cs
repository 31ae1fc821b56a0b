using System.Runtime.InteropServices;

namespace Lode.Wasi;

/// <summary>A range of a guest's memory, as it lies there (<c>iovec</c> of preview 1).</summary>
[StructLayout(LayoutKind.Sequential)]
readonly record struct GuestRange(uint Address, uint Length);
