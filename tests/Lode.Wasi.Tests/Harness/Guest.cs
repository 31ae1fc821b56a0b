using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Lode.Wasm;

namespace Lode.Wasi.Tests;

/// <summary>A guest without code: the test makes its calls, as numbers, through the same table that a linker is given.</summary>
sealed class Guest : IDisposable
{
    /// <summary>The first directory that a guest is given.</summary>
    public const uint Root = 3;

    const uint MemoryBytes = 2 << 16;
    const uint FirstFree = 4096;

    static readonly Dictionary<string, WasiFunction> s_functions = WasiFunctions.All.ToDictionary(function => function.Name);
    readonly GuestWorld _world = new(2);
    uint _free = FirstFree;

    public Guest(WasiOptions? options = null, bool walks = false)
    {
        Assert.SkipUnless(WasiContext.IsSupported, WasiContext.Reason ?? "");
        Context = new WasiContext(options ?? new WasiOptions(), walks ? new PathResolver(new WalkingFolderOpener()) : null);
    }

    /// <summary>A guest with one directory.</summary>
    public Guest(HostFolder folder, bool walks = false, bool isReadOnly = false)
        : this(new WasiOptions { Directories = [new WasiDirectory(folder.Root, "/", isReadOnly)] }, walks)
    {
    }

    public WasiContext Context { get; }

    public static uint EndOfMemory => MemoryBytes;

    public void Dispose()
    {
        Context.Dispose();
        _world.Dispose();
    }

    public Errno Call(string name, params ReadOnlySpan<ulong> arguments)
    {
        WasiFunction function = s_functions[name];
        arguments.Length.ShouldBe(function.Type.Parameters.Length, name);
        Value[] values = [.. arguments.ToArray().Select(value => Value.From(value))];
        return function.Invoke(Context, new GuestMemory(_world.Memory), values);
    }

    /// <summary>Takes a piece of memory that nothing else has.</summary>
    public uint Take(int length)
    {
        uint address = _free;
        _free += (uint)(length + 15 & ~15);
        _free.ShouldBeLessThan(MemoryBytes);
        return address;
    }

    public uint Put(ReadOnlySpan<byte> bytes)
    {
        uint address = Take(bytes.Length);
        bytes.CopyTo(_world.Memory.GetSpan(address, bytes.Length));
        return address;
    }

    public uint Put(string text) => Put(Encoding.UTF8.GetBytes(text));

    public byte[] Bytes(uint address, int length) => _world.Memory.GetSpan(address, length).ToArray();

    public string Text(uint address, int length) => Encoding.UTF8.GetString(Bytes(address, length));

    public T Get<T>(uint address) where T : unmanaged => MemoryMarshal.Read<T>(_world.Memory.GetSpan(address, Unsafe.SizeOf<T>()));

    public void Set<T>(uint address, T value) where T : unmanaged => MemoryMarshal.Write(_world.Memory.GetSpan(address, Unsafe.SizeOf<T>()), value);

    /// <summary>Makes a call on a path of a directory: <c>f(fd, path, length, ...)</c>.</summary>
    public Errno OnPath(string name, string path, uint directory = Root) =>
        Call(name, directory, Put(path), (uint)Encoding.UTF8.GetByteCount(path));

    public Errno TryOpen(string path, out uint descriptor, OpenFlags flags = OpenFlags.None, Rights? rights = null, bool follow = true,
        uint directory = Root, DescriptorFlags descriptorFlags = DescriptorFlags.None, Rights? inheriting = null)
    {
        (Rights own, Rights handedOn) = RightsOfDescriptor(directory);
        uint answer = Take(4);
        Errno error = Call("path_open", directory, follow ? 1u : 0, Put(path), (uint)Encoding.UTF8.GetByteCount(path), (ulong)flags,
            (ulong)(rights ?? handedOn & (flags.HasFlag(OpenFlags.Directory) ? RightsOf.Directory : RightsOf.File)), (ulong)(inheriting ?? handedOn),
            (ulong)descriptorFlags, answer);
        descriptor = Get<uint>(answer);
        return error;
    }

    public uint Open(string path, OpenFlags flags = OpenFlags.None, Rights? rights = null, uint directory = Root,
        DescriptorFlags descriptorFlags = DescriptorFlags.None)
    {
        TryOpen(path, out uint descriptor, flags, rights, directory: directory, descriptorFlags: descriptorFlags).ShouldBe(Errno.Success, path);
        return descriptor;
    }

    public (Rights Own, Rights Inheriting) RightsOfDescriptor(uint descriptor)
    {
        uint stat = Take(24);
        return Call("fd_fdstat_get", descriptor, stat) == Errno.Success
            ? ((Rights)Get<ulong>(stat + 8), (Rights)Get<ulong>(stat + 16))
            : (Rights.None, Rights.None);
    }

    public Errno TryWrite(uint descriptor, string text, out uint written)
    {
        uint ranges = PutRanges((Put(text), (uint)Encoding.UTF8.GetByteCount(text)));
        uint answer = Take(4);
        Errno error = Call("fd_write", descriptor, ranges, 1, answer);
        written = Get<uint>(answer);
        return error;
    }

    /// <summary>Writes as much as fits without waiting.</summary>
    /// <returns>Whether anything did.</returns>
    public bool TryWriteWithoutWaiting(uint descriptor, string text)
    {
        Reset();
        Call("fd_fdstat_set_flags", descriptor, (ulong)DescriptorFlags.NonBlocking).ShouldBe(Errno.Success);
        Errno error = TryWrite(descriptor, text, out _);
        Call("fd_fdstat_set_flags", descriptor, 0).ShouldBe(Errno.Success);
        return error == Errno.Success;
    }

    public void Write(uint descriptor, string text)
    {
        TryWrite(descriptor, text, out uint written).ShouldBe(Errno.Success);
        written.ShouldBe((uint)Encoding.UTF8.GetByteCount(text));
    }

    public Errno TryRead(uint descriptor, int length, out string text)
    {
        uint buffer = Take(length);
        uint answer = Take(4);
        Errno error = Call("fd_read", descriptor, PutRanges((buffer, (uint)length)), 1, answer);
        text = error == Errno.Success ? Text(buffer, (int)Get<uint>(answer)) : "";
        return error;
    }

    public string Read(uint descriptor, int length = 1000)
    {
        TryRead(descriptor, length, out string text).ShouldBe(Errno.Success);
        return text;
    }

    public uint PutRanges(params (uint Address, uint Length)[] ranges)
    {
        uint list = Take(8 * ranges.Length);
        for (int i = 0; i < ranges.Length; i++)
        {
            Set(list + (uint)(8 * i), ranges[i].Address);
            Set(list + (uint)(8 * i) + 4, ranges[i].Length);
        }
        return list;
    }

    public Errno TryStat(string path, out FileKind kind, out ulong size, out ulong inode, bool follow = true, uint directory = Root)
    {
        uint stat = Take(64);
        Errno error = Call("path_filestat_get", directory, follow ? 1u : 0, Put(path), (uint)Encoding.UTF8.GetByteCount(path), stat);
        (kind, size, inode) = ((FileKind)Get<byte>(stat + 16), Get<ulong>(stat + 32), Get<ulong>(stat + 8));
        return error;
    }

    /// <summary>Puts a window into the memory.</summary>
    public void Map(Window window, uint address) => _world.Memory.Map(window, address);

    /// <summary>Forgets all that was put into the memory.</summary>
    public void Reset() => _free = FirstFree;
}
