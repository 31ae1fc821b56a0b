using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Lode.Memory;

/// <summary>A shared read-only mapping by <c>mmap</c>; the descriptor is closed once the file is mapped.</summary>
sealed unsafe class LinuxFileMapping : FileMapping
{
    const int PagesPerResidencyCall = 4096;
    readonly string _path;
    readonly bool _residencyIsTrue;

    LinuxFileMapping(string path, nint address, long length, bool residencyIsTrue)
    {
        _path = path;
        _residencyIsTrue = residencyIsTrue;
        Length = length;
        SetHandle(address);
    }

    public static bool IsSupported { get; } =
        OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.Arm64;

    public static FileMapping Map(string path)
    {
        using SafeFileHandle file = OpenForReading(path, out bool owned);
        return Map(file, path, owned);
    }

    /// <summary>Maps an open file.</summary>
    public static FileMapping Map(SafeFileHandle file, string path, bool owned)
    {
        long length = LinuxCalls.Seek(file, 0, LinuxCalls.SeekEnd);
        if (length < 0)
            throw NotMappable(path, Marshal.GetLastPInvokeError());
        if (length == 0)
            return new EmptyFileMapping();

        nint address = LinuxCalls.Map(0, (nint)length, LinuxCalls.ProtectRead, LinuxCalls.MapShared, file, 0);
        if (address == -1)
            throw NotMappable(path, Marshal.GetLastPInvokeError());
        return new LinuxFileMapping(path, address, length, owned || LinuxCalls.Access(path, LinuxCalls.MayWrite) == 0);
    }

    public override void Advise(long offset, long length, AccessAdvice advice)
    {
        int code = advice switch
        {
            AccessAdvice.Sequential => LinuxCalls.AdviseSequential,
            AccessAdvice.WillNeed => LinuxCalls.AdviseWillNeed,
            _ => LinuxCalls.AdviseNormal,
        };
        nint start = PageStart(offset);
        _ = LinuxCalls.Advise(start, End(offset, length) - start, code);
    }

    public override void Populate(long offset, long length)
    {
        nint start = PageStart(offset);
        if (LinuxCalls.Advise(start, End(offset, length) - start, LinuxCalls.AdvisePopulateRead) == 0)
            return;
        // A page beyond the end of the file: touching it would end the process instead.
        if (Marshal.GetLastPInvokeError() == LinuxCalls.BadAddress)
            throw new IOException($"{_path}: expected {Length} bytes, found fewer; the file was cut while it was mapped");
        Touch(offset, length); // kernels before 5.14 have no MADV_POPULATE_READ
    }

    public override long ResidentBytes(long offset, long length)
    {
        if (!_residencyIsTrue)
            return -1;

        int page = Environment.SystemPageSize;
        byte* pages = stackalloc byte[PagesPerResidencyCall];
        nint from = handle + (nint)offset, end = End(offset, length);
        long resident = 0;
        for (nint start = PageStart(offset); start < end; start += PagesPerResidencyCall * page)
        {
            nint bytes = Math.Min(end - start, PagesPerResidencyCall * page);
            if (LinuxCalls.Resident(start, bytes, pages) != 0)
                return -1;
            for (nint i = 0; i * page < bytes; i++)
            {
                // The first and the last page count with the part that lies in the range.
                if ((pages[i] & 1) != 0)
                    resident += Math.Min(end, start + (i + 1) * page) - Math.Max(from, start + i * page);
            }
        }
        return resident;
    }

    protected override bool ReleaseHandle() => LinuxCalls.Unmap(handle, (nint)Length) == 0;

    nint PageStart(long offset) => (handle + (nint)offset) & -Environment.SystemPageSize;

    nint End(long offset, long length) => handle + (nint)(offset + length);

    /// <summary>Opens without waiting for a pipe's writer, and finds out who may see residency.</summary>
    /// <remarks>
    /// <c>mincore</c> calls every page of a file resident that the caller neither owns nor may write. <c>O_NOATIME</c> is granted by the
    /// same ownership rule, so its refusal tells.
    /// </remarks>
    static SafeFileHandle OpenForReading(string path, out bool owned)
    {
        const int Flags = LinuxCalls.OpenReadOnly | LinuxCalls.OpenCloseOnExec | LinuxCalls.OpenNonBlocking;
        SafeFileHandle file = LinuxCalls.Open(path, Flags | LinuxCalls.OpenNoAccessTime);
        owned = !file.IsInvalid;
        if (owned)
            return file;

        int error = Marshal.GetLastPInvokeError();
        file.Dispose();
        if (error == LinuxCalls.NotPermitted)
        {
            file = LinuxCalls.Open(path, Flags);
            if (!file.IsInvalid)
                return file;
            error = Marshal.GetLastPInvokeError();
            file.Dispose();
        }
        throw NotMappable(path, error);
    }

    static Exception NotMappable(string path, int error) => error switch
    {
        LinuxCalls.NoSuchFile or LinuxCalls.NotDirectory =>
            new FileNotFoundException($"{path}: expected a file, found none; check the path", path),
        LinuxCalls.AccessDenied or LinuxCalls.NotPermitted =>
            new UnauthorizedAccessException($"{path}: expected a file that this user may read, found no permission; check its mode"),
        LinuxCalls.IllegalSeek =>
            new IOException($"{path}: expected a file, found a pipe or a socket, which cannot be mapped; save it as a file first"),
        _ => new IOException($"{path}: cannot be mapped: {Marshal.GetPInvokeErrorMessage(error)}"),
    };
}
