using System.Text;
using Lode.Memory;
using Lode.Wasm;

namespace Lode.Control;

/// <summary>
/// What a guest shares with others, and what it has mapped of files and of others' regions: <c>share</c>, <c>publish</c>, <c>map_size</c>, <c>map</c>.
/// </summary>
sealed class GuestShares : IDisposable
{
    internal const int MostShares = 64;
    internal const int MostMapped = 256;
    const uint PageBytes = 4096;
    const int MostNameBytes = 1024;

    readonly IGuest _guest;
    readonly List<SharedRange> _shares = [];
    readonly Dictionary<string, GuestWindow> _given = new(StringComparer.Ordinal);
    readonly List<(GuestWindow Window, uint Address)> _mapped = [];

    internal GuestShares(IGuest guest) => _guest = guest;

    /// <summary>Gives a linker the functions.</summary>
    internal static void Define(Linker linker)
    {
        linker.DefineFunction(GuestImports.Module, "share", (Caller caller, uint address, uint bytes) => Of(caller).Share(address, bytes));
        linker.DefineFunction(GuestImports.Module, "publish",
            (Caller caller, int handle, uint name, uint length) => (int)Of(caller).Publish(handle, name, length));
        linker.DefineFunction(GuestImports.Module, "map_size", (Caller caller, uint name, uint length) => Of(caller).SizeOf(name, length));
        linker.DefineFunction(GuestImports.Module, "map",
            (Caller caller, uint name, uint length, uint address, uint bytes) => (int)Of(caller).Map(name, length, address, bytes));
    }

    /// <summary>
    /// For a branch, whose memory is a copy of this one's without windows: maps all of it at the same addresses. What was published and mapped
    /// is the same, what was only shared is a copy.
    /// </summary>
    internal GuestShares Fork(IGuest child)
    {
        GuestShares fork = new(child);
        try
        {
            foreach ((string name, GuestWindow window) in _given)
                fork._given.Add(name, window.Share());
            foreach ((GuestWindow window, uint address) in _mapped)
                fork.MapGiven(window, address);
            foreach (SharedRange share in _shares)
                fork._shares.Add(share.IsPublished ? fork.MapPublished(share) : fork.MapCopy(share, _guest.Memory));
            return fork;
        }
        catch
        {
            fork.Dispose();
            throw;
        }
    }

    /// <summary>The range of a handle; null where there is none.</summary>
    internal SharedRange? Find(uint handle) => handle < (uint)_shares.Count ? _shares[(int)handle] : null;

    /// <summary>A file or region that the request was given, by the name that the guest knows; null where there is none.</summary>
    internal ControlFile? FindGiven(string name)
    {
        foreach (ControlFile file in _guest.Options.Files)
        {
            if (file.Name == name)
                return file;
        }
        return null;
    }

    /// <summary>Withdraws what was published, and closes all. What is mapped stays until the guest's store is disposed.</summary>
    public void Dispose()
    {
        foreach (SharedRange share in _shares)
        {
            if (share.Name is { } name)
                PublishedRegions.Remove(name, share.Memory, _guest.RegionFolder);
            share.Window.Release();
        }
        _shares.Clear();
        foreach (GuestWindow window in _given.Values)
            window.Release();
        _given.Clear();
        _mapped.Clear();
    }

    static GuestShares Of(Caller caller) => ((IGuest)caller.Store.Data!).Shares;

    int Share(uint address, uint bytes)
    {
        if (address % PageBytes != 0 || bytes == 0 || bytes % PageBytes != 0)
            return -(int)GuestError.Invalid;
        if (bytes > int.MaxValue)
            return -(int)GuestError.TooLarge;
        if (address + (long)bytes > _guest.Memory.Length)
            return -(int)GuestError.BadAddress;
        if (_shares.Count == MostShares)
            return -(int)GuestError.TooManyDescriptors;
        Window? window = null;
        try
        {
            window = Window.Shared(bytes, "lode-share");
            MappedWindow mapped = _guest.Memory.Map(window, address, WindowAccess.ReadWrite);
            _shares.Add(new(new GuestWindow(window), mapped));
            return _shares.Count - 1;
        }
        catch (Exception error) when (error is MemoryRangeException or IOException or InsufficientMemoryException)
        {
            window?.Dispose();
            return -(int)(error is MemoryRangeException ? GuestError.Busy : GuestError.NoMemory);
        }
    }

    GuestError Publish(int handle, uint nameAddress, uint nameLength)
    {
        if (Find((uint)handle) is not { } share)
            return GuestError.Invalid;
        if (ReadName(nameAddress, nameLength) is not { } name || !_guest.Options.Publishes.Contains(name))
            return GuestError.NotCapable;
        if (!PublishedRegions.IsName(name))
            return GuestError.Invalid;
        if (share.Name is not null)
            return GuestError.Exists;
        if (!share.IsPublished && !TryFreeze(share))
            return GuestError.Busy;
        if (!PublishedRegions.TryAdd(name, share.Memory, _guest.RegionFolder, out string? problem))
            return GuestError.Exists;
        share.Name = name;
        if (problem is not null)
            Log($"publish: other processes cannot find {name}: {problem}");
        return GuestError.None;
    }

    /// <summary>Takes the right to write from everybody; false where a read into it is in flight.</summary>
    bool TryFreeze(SharedRange share)
    {
        if (!_guest.Rings.TryRelease(share))
            return false;
        uint address = share.Mapped.Address;
        share.Mapped.Unmap();
        bool frozen = false;
        try
        {
            share.Memory.Freeze();
            return frozen = true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
        finally
        {
            share.Mapped = _guest.Memory.Map(share.Window.Window!, address, frozen ? WindowAccess.ReadOnly : WindowAccess.ReadWrite);
        }
    }

    long SizeOf(uint nameAddress, uint nameLength) =>
        Open(nameAddress, nameLength, out GuestWindow? window) == GuestError.None ? window!.Window?.Length ?? 0 : -1;

    GuestError Map(uint nameAddress, uint nameLength, uint address, uint bytes)
    {
        GuestError error = Open(nameAddress, nameLength, out GuestWindow? window);
        if (error != GuestError.None)
            return error;
        if (address + (long)bytes > _guest.Memory.Length)
            return GuestError.BadAddress;
        long wanted = window!.Window is { } shown ? (shown.Length + PageBytes - 1) / PageBytes * PageBytes : 0;
        if (address % PageBytes != 0 || wanted > bytes)
            return GuestError.Invalid;
        if (wanted == 0)
            return GuestError.None;
        if (_mapped.Count == MostMapped)
            return GuestError.TooManyDescriptors;
        try
        {
            MapGiven(window, address);
            return GuestError.None;
        }
        catch (MemoryRangeException)
        {
            return GuestError.Busy; // something else is mapped there
        }
        catch (InsufficientMemoryException)
        {
            return GuestError.NoMemory;
        }
    }

    /// <summary>Opens a file or region the first time that it is asked for; a region that is not there is looked for again.</summary>
    GuestError Open(uint nameAddress, uint nameLength, out GuestWindow? window)
    {
        window = null;
        if (ReadName(nameAddress, nameLength) is not { } name || FindGiven(name) is not { } file)
            return GuestError.NoEntry;
        if (_given.TryGetValue(name, out window))
            return GuestError.None;
        try
        {
            if (file.IsRegion)
            {
                SharedMemory? memory = PublishedRegions.Open(file.Source, _guest.RegionFolder, out string? reason);
                if (reason is not null)
                    Log($"map: {name}: {reason}");
                if (memory is null)
                    return GuestError.NoEntry;
                window = new(Window.Of(memory));
            }
            else if (FileStatus.Of(file.Source) is not { IsFile: true } status)
            {
                return GuestError.NotSupported; // a pipe, which the rings read
            }
            else
            {
                window = new(status.Length == 0 ? null : Window.File(file.Source, WindowAccess.ReadOnly));
            }
            _given.Add(name, window);
            return GuestError.None;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Log($"map: {name}: it cannot be opened any more");
            return GuestError.InputOutput;
        }
    }

    void MapGiven(GuestWindow window, uint address)
    {
        _guest.Memory.Map(window.Window!, address, WindowAccess.ReadOnly);
        _mapped.Add((window, address));
    }

    SharedRange MapPublished(SharedRange share) =>
        new(share.Window.Share(), _guest.Memory.Map(share.Window.Window!, share.Mapped.Address, WindowAccess.ReadOnly));

    SharedRange MapCopy(SharedRange share, Wasm.Memory from)
    {
        uint address = share.Mapped.Address;
        GuestWindow window = new(Window.Shared(share.Length, "lode-share"));
        try
        {
            SharedRange copy = new(window, _guest.Memory.Map(window.Window!, address, WindowAccess.ReadWrite));
            from.GetReadOnlySpan(address, share.Length).CopyTo(_guest.Memory.GetSpan(address, share.Length));
            return copy;
        }
        catch
        {
            window.Release();
            throw;
        }
    }

    /// <summary>A name of the guest's; null where it is too long to be one.</summary>
    string? ReadName(uint address, uint length) => length > MostNameBytes ? null : _guest.Memory.ReadString(address, (int)length);

    void Log(string text) => _guest.Log(Encoding.UTF8.GetBytes(text));
}
