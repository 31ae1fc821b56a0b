using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Lode.Memory;

/// <summary>The address of a local socket: relative to its folder, which is open, so that paths of any length fit.</summary>
unsafe struct SocketAddress
{
    /// <summary>What <c>sockaddr_un</c> has for the path, its end included.</summary>
    const int PathBytes = 108;

    fixed byte _bytes[2 + PathBytes];
    uint _length;

    /// <param name="folder">The open folder; keep it open while the address is used.</param>
    /// <param name="name">The name of the socket in it.</param>
    /// <param name="path">For messages.</param>
    public static SocketAddress In(SafeFileHandle folder, string name, string path)
    {
        string place = $"/proc/self/fd/{folder.DangerousGetHandle()}/{name}";
        int bytes = Encoding.UTF8.GetByteCount(place);
        if (bytes >= PathBytes)
            throw new IOException($"{path}: the name of a socket has at most {PathBytes - 1 - bytes + Encoding.UTF8.GetByteCount(name)} bytes; choose a shorter one");
        SocketAddress address = default;
        address._bytes[0] = SocketCalls.Local;
        _ = Encoding.UTF8.GetBytes(place, new Span<byte>(address._bytes + 2, PathBytes));
        address._length = (uint)(2 + bytes + 1);
        return address;
    }

    public int Bind(SafeFileHandle socket)
    {
        fixed (byte* bytes = _bytes)
            return SocketCalls.Bind(socket, bytes, _length);
    }

    public int Connect(SafeFileHandle socket)
    {
        fixed (byte* bytes = _bytes)
            return SocketCalls.Connect(socket, bytes, _length);
    }
}
