using System.Runtime.InteropServices;
using Lode.Memory;
using Microsoft.Win32.SafeHandles;

namespace Lode.Control;

/// <summary>A file, pipe or published region that a ring reads.</summary>
sealed class RingSource : IDisposable
{
    readonly SharedMemory? _region;

    RingSource(SafeFileHandle file, SharedMemory? region, bool isStream)
    {
        File = file;
        _region = region;
        IsStream = isStream;
    }

    internal SafeFileHandle File { get; }

    /// <summary>Whether it has no places: a pipe, a terminal. Reads of it must not wait.</summary>
    internal bool IsStream { get; }

    /// <summary>Where the last read ended that had no place of its own.</summary>
    internal long Position { get; set; }

    /// <summary>Opens it, without waiting for whoever writes it.</summary>
    internal static GuestError Open(ControlFile given, string? regionFolder, out RingSource? source)
    {
        source = null;
        if (given.IsRegion)
        {
            SharedMemory? region;
            try
            {
                region = PublishedRegions.Open(given.Source, regionFolder, out _);
            }
            catch (IOException)
            {
                return GuestError.InputOutput;
            }
            if (region is null)
                return GuestError.NoEntry;
            source = new(region.File, region, isStream: false);
            return GuestError.None;
        }
        SafeFileHandle file = RingCalls.Open(given.Source, RingCalls.OpenForReading);
        if (file.IsInvalid)
        {
            int error = Marshal.GetLastPInvokeError();
            file.Dispose();
            return RingCalls.ErrorOf(error);
        }
        if (FileStatus.Of(file).IsFolder)
        {
            file.Dispose();
            return GuestError.IsDirectory;
        }
        source = new(file, null, isStream: RingCalls.Seek(file, 0, RingCalls.Current) < 0);
        return GuestError.None;
    }

    public void Dispose()
    {
        File.Dispose();
        _region?.Dispose();
    }
}
