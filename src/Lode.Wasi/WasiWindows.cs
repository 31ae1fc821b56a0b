using System.Text;
using Lode.Wasm;

namespace Lode.Wasi;

/// <summary>Lets a guest map files that it was given over memory of its own: nothing is copied, and all guests share one copy.</summary>
/// <remarks>
/// Two functions of the module <c>lode</c>: <c>map_size(name, name_length) -> i64</c> answers the length of a file in bytes, or -1 where
/// there is none of the name; <c>map(name, name_length, address, length) -> i32</c> maps it over a buffer of the guest and answers 0 or
/// an error number of preview 1. The buffer begins on a page of 4096 bytes and is at least as long as the file, counted in whole pages;
/// behind the end of the file its last page is zero. A store to the file traps.
/// </remarks>
public sealed class WasiWindows : IDisposable
{
    /// <summary>The module of which the functions are imported.</summary>
    public const string ModuleName = "lode";

    const uint PageBytes = 4096;

    readonly Dictionary<string, Window?> _windows = [];
    readonly IReadOnlyList<WasiFile> _files;

    /// <summary>Makes them for the files of a guest.</summary>
    /// <param name="files">The files; each is opened when the guest first maps it.</param>
    public WasiWindows(IReadOnlyList<WasiFile> files) => _files = files;

    /// <summary>Gives a linker both functions.</summary>
    public void Define(Linker linker)
    {
        ArgumentNullException.ThrowIfNull(linker);
        linker.DefineFunction(ModuleName, "map_size", new FunctionType([ValueKind.Int32, ValueKind.Int32], [ValueKind.Int64]),
            (caller, arguments, results) => results[0] = Value.From(GetSize(new WasiCall(arguments, new GuestMemory(caller.Memory)))));
        linker.DefineFunction(ModuleName, "map",
            new FunctionType([ValueKind.Int32, ValueKind.Int32, ValueKind.Int32, ValueKind.Int32], [ValueKind.Int32]),
            (caller, arguments, results) => results[0] = Value.From((int)Map(caller.Memory, new WasiCall(arguments, new GuestMemory(caller.Memory)))));
    }

    /// <summary>Closes the files. Where they are mapped they stay, as long as the guest's store.</summary>
    public void Dispose()
    {
        foreach (Window? window in _windows.Values)
            window?.Dispose();
        _windows.Clear();
    }

    long GetSize(WasiCall call) => Find(call, out Window? window) == Errno.Success ? window?.Length ?? 0 : -1;

    Errno Map(Wasm.Memory? memory, WasiCall call)
    {
        Errno error = Find(call, out Window? window);
        if (error != Errno.Success)
            return error;
        uint address = call.UInt32(2);
        uint length = call.UInt32(3);
        if (memory is null || !call.Memory.Contains(address, length))
            return Errno.BadAddress;
        long bytes = window?.Length ?? 0;
        if (address % PageBytes != 0 || (bytes + PageBytes - 1) / PageBytes * PageBytes > length)
            return Errno.Invalid;
        try
        {
            if (window is not null)
                memory.Map(window, address);
            return Errno.Success;
        }
        catch (MemoryRangeException)
        {
            return Errno.Busy; // another file is mapped there
        }
    }

    /// <summary>Finds a file, and opens it the first time; no window, without an error, where it is empty.</summary>
    Errno Find(WasiCall call, out Window? window)
    {
        window = null;
        Errno error = call.Path(0, out byte[] path);
        if (error != Errno.Success)
            return error;
        string name = Encoding.UTF8.GetString(path);
        if (_files.FirstOrDefault(file => file.Name == name) is not WasiFile found)
            return Errno.NoEntry;
        if (_windows.TryGetValue(name, out window))
            return Errno.Success;
        try
        {
            if (new FileInfo(found.HostPath).Length > 0)
                window = Window.File(found.HostPath, WindowAccess.ReadOnly);
            _windows.Add(name, window);
            return Errno.Success;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Errno.InputOutput;
        }
    }
}
